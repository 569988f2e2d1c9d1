// Finds types in the index while one types. On other pages the form leads to the index; `/` leads to the form.
const field = document.getElementById('search');
const index = document.querySelector('main[data-search]');

document.addEventListener('keydown', (event) => {
  const isTyping = event.target.matches('input, textarea, select, [contenteditable]');
  if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

if (index) {
  const entries = [...index.querySelectorAll('[data-words]')].map((element) => ({
    element,
    text: `${element.dataset.words} ${element.textContent.toLowerCase()}`,
  }));
  const groups = [...index.querySelectorAll('.kind'), ...index.querySelectorAll('section')];
  const found = document.getElementById('found');
  const nothing = document.getElementById('nothing');

  const search = () => {
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { element, text } of entries) {
      element.hidden = !wanted.every((word) => text.includes(word));
    }
    for (const group of groups) {
      group.hidden = !group.querySelector('[data-words]:not([hidden])');
    }
    const count = entries.filter(({ element }) => !element.hidden).length;
    nothing.hidden = count > 0;
    found.textContent = wanted.length ? `${count} of ${found.dataset.all}` : found.dataset.all;
  };

  field.value = new URLSearchParams(location.search).get('q') ?? '';
  search();

  field.addEventListener('input', () => {
    search();
    const address = new URL(location.href);
    address.hash = '';
    address.search = field.value ? new URLSearchParams({ q: field.value }).toString() : '';
    history.replaceState(null, '', address);
  });

  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      field.value = '';
      search();
    }
  });

  field.form.addEventListener('submit', (event) => {
    event.preventDefault();
    index.querySelector('[data-words]:not([hidden]) a')?.click();
  });
}

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.SeekableByteArrayInput;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;

/**
 * Apache Avro behind stdin and stdout: one JSON object a line is asked, one a line is answered.
 *
 * A schema is an array of texts, dependencies first; the last one is meant. Bytes are hex.
 */
public final class AvroPeer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();

  /** Keeps the entries of a map in the order in which they were read, so that bytes can be compared. */
  private static final GenericData DATA = new GenericData() {
    @Override
    public Object newMap(Object old, int size) {
      return new LinkedHashMap<Object, Object>(size);
    }
  };

  public static void main(String[] arguments) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      ObjectNode answer = JSON.createObjectNode();
      try {
        answer(JSON.readTree(line), answer);
      } catch (Exception | StackOverflowError | OutOfMemoryError error) {
        answer.removeAll().put("error", said(error));
      }
      out.println(answer);
    }
  }

  private static void answer(JsonNode ask, ObjectNode answer) throws Exception {
    switch (ask.get("ask").asText()) {
      case "resolve" -> resolve(ask, answer.putArray("results"));
      case "compatible" -> compatible(ask, answer);
      case "describe" -> describe(schema(ask.get("schema")), answer);
      case "wrap" -> answer.put("value", HEX.formatHex(wrapped(schema(ask.get("schema")), bytes(ask.get("data")))));
      case "unwrap" -> answer.put("value", HEX.formatHex(unwrapped(schema(ask.get("schema")), bytes(ask.get("data")))));
      case "unpack" -> unpack(bytes(ask.get("data")), answer);
      default -> throw new IllegalArgumentException("no such question: " + ask);
    }
  }

  /** Reads each datum as the reader's schema has it, and writes it again with that schema. */
  private static void resolve(JsonNode ask, ArrayNode results) {
    Schema writer = schema(ask.get("writer"));
    Schema reader = schema(ask.get("reader"));
    GenericDatumReader<Object> resolving = new GenericDatumReader<>(writer, reader, DATA);
    for (JsonNode datum : ask.get("data")) {
      ObjectNode result = results.addObject();
      try {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes(datum), null);
        byte[] written = written(reader, resolving.read(null, decoder));
        result.put("value", HEX.formatHex(written)).put("is_whole", decoder.isEnd());
      } catch (Exception | StackOverflowError | OutOfMemoryError error) {
        result.removeAll().put("error", said(error));
      }
    }
  }

  private static byte[] written(Schema schema, Object value) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<Object>(schema, DATA).write(value, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static void compatible(JsonNode ask, ObjectNode answer) {
    var pair = SchemaCompatibility.checkReaderWriterCompatibility(schema(ask.get("reader")), schema(ask.get("writer")));
    answer.put("verdict", pair.getResult().getCompatibility().name());
    ArrayNode reasons = answer.putArray("reasons");
    for (var reason : pair.getResult().getIncompatibilities()) {
      reasons.addObject().put("type", reason.getType().name()).put("location", reason.getLocation())
          .put("message", reason.getMessage());
    }
  }

  private static void describe(Schema schema, ObjectNode answer) throws Exception {
    answer.put("canonical", SchemaNormalization.toParsingForm(schema));
    for (String name : new String[] {"CRC-64-AVRO", "MD5", "SHA-256"}) {
      answer.put(name, HEX.formatHex(SchemaNormalization.parsingFingerprint(name, schema)));
    }
  }

  /** Puts the header of Avro's single-object encoding before a datum. */
  private static byte[] wrapped(Schema schema, byte[] datum) throws Exception {
    Object value = new GenericDatumReader<>(schema, schema, DATA)
        .read(null, DecoderFactory.get().binaryDecoder(datum, null));
    ByteBuffer message = new BinaryMessageEncoder<Object>(DATA, schema).encode(value);
    byte[] all = new byte[message.remaining()];
    message.get(all);
    return all;
  }

  private static byte[] unwrapped(Schema schema, byte[] message) throws Exception {
    return written(schema, new BinaryMessageDecoder<Object>(DATA, schema).decode(message));
  }

  /** What an object container file holds: its schema, and each datum. */
  private static void unpack(byte[] file, ObjectNode answer) throws Exception {
    try (var reader = DataFileReader.openReader(
        new SeekableByteArrayInput(file), new GenericDatumReader<Object>(null, null, DATA))) {
      answer.put("schema", reader.getSchema().toString());
      ArrayNode data = answer.putArray("data");
      for (Object datum : reader) {
        data.add(HEX.formatHex(written(reader.getSchema(), datum)));
      }
    }
  }

  private static Schema schema(JsonNode texts) {
    Schema.Parser parser = new Schema.Parser();
    Schema last = null;
    for (JsonNode text : texts) {
      last = parser.parse(text.asText());
    }
    return last;
  }

  private static byte[] bytes(JsonNode hex) {
    return HEX.parseHex(hex.asText());
  }

  private static String said(Throwable error) {
    return error.getClass().getSimpleName() + ": " + error.getMessage();
  }
}

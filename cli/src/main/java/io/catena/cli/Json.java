package io.catena.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.catena.client.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Writes trees of maps, lists, strings, numbers, booleans and nulls. */
final class Json {
    private Json() {}

    /** Writes the tree as one line. */
    static void print(OutputStream out, Object tree) throws IOException {
        StringWriter line = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(line)) {
            write(generator, tree);
        }
        // The generator escapes only the control characters of ASCII, and a terminal acts on others too.
        out.write((Printable.of(line.toString()) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void write(JsonGenerator generator, Object node) throws IOException {
        if (node instanceof Map<?, ?> object) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> field : object.entrySet()) {
                generator.writeFieldName(field.getKey().toString());
                write(generator, field.getValue());
            }
            generator.writeEndObject();
        } else if (node instanceof Iterable<?> array) {
            generator.writeStartArray();
            for (Object element : array) {
                write(generator, element);
            }
            generator.writeEndArray();
        } else {
            generator.writeObject(node);
        }
    }
}

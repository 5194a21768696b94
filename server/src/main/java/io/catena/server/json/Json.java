package io.catena.server.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trees and their bytes. Objects keep the order of their fields; whole numbers are {@link Number}s as small as they fit. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Reads one object; whatever stands behind it is refused. */
    public static Map<String, Object> object(byte[] bytes) throws JsonFormatException {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonFormatException("it holds no JSON object", null);
            }
            Map<String, Object> object = object(parser);
            if (parser.nextToken() != null) {
                throw new JsonFormatException("something stands behind the JSON object", null);
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new JsonFormatException(
                    e.getOriginalMessage().lines().findFirst().orElse("it is no JSON"), e);
        } catch (JsonFormatException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory cannot be unreadable", e);
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_NULL -> null;
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            default -> parser.getText();
        };
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    /** On one line. */
    public static byte[] bytes(Map<String, ?> object) {
        return bytes(object, false);
    }

    /** For people to read. */
    public static byte[] prettyBytes(Map<String, ?> object) {
        return bytes(object, true);
    }

    private static byte[] bytes(Map<String, ?> object, boolean pretty) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            if (pretty) {
                generator.useDefaultPrettyPrinter();
            }
            write(generator, object);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be unwritable", e);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator generator, Object node) throws IOException {
        if (node instanceof Map<?, ?> object) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> field : object.entrySet()) {
                generator.writeFieldName((String) field.getKey());
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

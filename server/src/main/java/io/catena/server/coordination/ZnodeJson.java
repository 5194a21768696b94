package io.catena.server.coordination;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JacksonJrExtension;
import com.fasterxml.jackson.jr.ob.api.ExtensionContext;
import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Escaped;
import io.catena.server.coordination.client.CoordinationException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Encodes and decodes the text of znodes: JSON objects within bounds, which hold the number of their layout beside
 * their fields. Thread-safe.
 */
final class ZnodeJson {
    static final String FORMAT_FIELD = "format";

    private static final int MAX_NAME_CHARACTERS = 1024;
    private static final int MAX_NUMBER_CHARACTERS = 32;
    private static final int MAX_PROBLEM_CHARACTERS = 300;

    private final JSON json = JSON.builder(new JsonFactoryBuilder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(ZnodeCodec.MAX_NESTING)
                            .maxNameLength(MAX_NAME_CHARACTERS)
                            .maxNumberLength(MAX_NUMBER_CHARACTERS)
                            .maxStringLength(ZnodeCodec.MAX_BYTES)
                            .build())
                    .build())
            .register(new JacksonJrExtension() {
                @Override
                protected void register(ExtensionContext context) {
                    context.appendModifier(new ZnodeFieldNames());
                }
            })
            .enable(JSON.Feature.WRITE_NULL_PROPERTIES, JSON.Feature.WRITE_RECORD_FIELDS_IN_DECLARATION_ORDER)
            .build();

    /** The fields may contain their own {@code format}. */
    byte[] encode(Map<String, Object> fields) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(FORMAT_FIELD, ClusterFormat.ZNODE_LAYOUT);
        all.putAll(fields);
        try {
            return withinBounds(json.asBytes(all));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + fields, e);
        }
    }

    /** A record that no reader accepts must not be written: only an operator could repair it. */
    private static byte[] withinBounds(byte[] bytes) {
        if (bytes.length > ZnodeCodec.MAX_BYTES) {
            throw new ZnodeCodec.UnwritableZnode("it would have " + bytes.length + " bytes, more than the "
                    + ZnodeCodec.MAX_BYTES + " that are read");
        }
        return bytes;
    }

    Map<String, Object> fieldsOf(Object record) {
        try {
            return json.mapFrom(json.asBytes(record));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + record, e);
        }
    }

    ZnodeFields decode(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        ZnodeFields fields = fields(path, bytes);
        int format = fields.integer(FORMAT_FIELD);
        ZnodeCodec.require(
                path,
                format <= ClusterFormat.ZNODE_LAYOUT,
                "its format " + format + " is newer than this program's " + ClusterFormat.ZNODE_LAYOUT
                        + "; upgrade this node");
        return fields;
    }

    /** Decodes an object of any format. */
    ZnodeFields fields(String path, byte[] bytes) throws CoordinationException.MalformedZnode {
        ZnodeCodec.require(
                path,
                bytes.length <= ZnodeCodec.MAX_BYTES,
                "it has " + bytes.length + " bytes, more than " + ZnodeCodec.MAX_BYTES);
        Map<String, Object> values;
        try {
            values = json.mapFrom(bytes);
        } catch (IOException e) {
            throw new CoordinationException.MalformedZnode(
                    path + " holds no JSON object: " + firstLine(e) + "; restore or repair it", e);
        }
        ZnodeCodec.require(path, values != null, "it holds no JSON object");
        ZnodeCodec.require(
                path, values.get(FORMAT_FIELD) instanceof Integer format && format >= 1, "it names no format");
        return new ZnodeFields(path, values);
    }

    private static String firstLine(Exception e) {
        return Escaped.of(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), MAX_PROBLEM_CHARACTERS);
    }
}

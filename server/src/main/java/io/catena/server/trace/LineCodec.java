package io.catena.server.trace;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.catena.server.chain.Effect;
import io.catena.server.chain.Event;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.Message;
import io.catena.server.chain.SessionTable;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/** Converts lines of a trace to JSON text and back: records by their fields, bytes in base 64. Thread-safe. */
final class LineCodec {
    /** A value of the largest size has 1.4 MB in base 64, and a line may have many values. */
    static final int MAX_LINE_CHARACTERS = 256 << 20;

    /** The field that names the class of a value of a sealed interface. */
    private static final String KIND = "is";

    private final ObjectMapper mapper;

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = KIND)
    private interface OfSeveralKinds {}

    LineCodec() {
        SimpleModule module = new SimpleModule();
        ofBytes(module, Key.class, Key::bytes, Key::new);
        ofBytes(module, LogRecord.class, LogRecord::bytes, LogRecord::decode);
        ofBytes(module, SessionTable.class, SessionTable::encodeAll, SessionTable::decodeAll);
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(module)
                .visibility(PropertyAccessor.ALL, Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL));
        for (Class<?> several : List.of(Line.class, Event.class, Message.class, Effect.class)) {
            builder.addMixIn(several, OfSeveralKinds.class);
            for (Class<?> kind : several.getPermittedSubclasses()) {
                builder.registerSubtypes(new NamedType(kind, kind.getSimpleName()));
            }
        }
        mapper = builder.build();
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(MAX_LINE_CHARACTERS)
                        .build());
    }

    private static <T> void ofBytes(
            SimpleModule module, Class<T> type, Function<T, byte[]> encode, Function<byte[], T> decode) {
        module.addSerializer(type, new JsonSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeBinary(encode.apply(value));
            }
        });
        module.addDeserializer(type, new JsonDeserializer<T>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return decode.apply(in.getBinaryValue());
            }
        });
    }

    String text(Line line) {
        try {
            return mapper.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line of a trace cannot be encoded", e);
        }
    }

    /** Effects as a line contains them. */
    List<JsonNode> effects(List<Effect> effects) {
        return effects.stream().map(mapper::<JsonNode>valueToTree).toList();
    }

    /** @throws TraceException if the text is no line of a trace, or was written by another build */
    Line line(String text) throws TraceException {
        try {
            return mapper.readValue(text, Line.class);
        } catch (JsonProcessingException | RuntimeException e) {
            throw new TraceException("it is no line of a trace of this build: " + e.getMessage(), e);
        }
    }
}

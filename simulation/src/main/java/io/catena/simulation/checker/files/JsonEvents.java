package io.catena.simulation.checker.files;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.Condition;
import io.catena.simulation.checker.HistoryRecorder;
import io.catena.simulation.checker.OperationName;
import java.io.IOException;

/** Reads Catena's own history format; docs/checker.md describes it. */
final class JsonEvents implements HistoryFormat.LineReader {
    private final ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private final HistoryRecorder recorder;

    JsonEvents(HistoryRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void read(String line) throws IOException {
        JsonNode event = mapper.readTree(line);
        int process = Math.toIntExact(number(event, "process"));
        switch (required(event, "type").asText()) {
            case "invoke" -> recorder.invoke(process, call(event));
            case "ok" -> recorder.ok(process, answer(event, recorder.underWay(process)));
            case "fail" -> recorder.fail(process);
            case "unknown" -> recorder.unknown(process);
            default -> throw new IllegalArgumentException("unknown type " + event.get("type"));
        }
    }

    private static Call call(JsonNode event) {
        OperationName operation = OperationName.named(text(event, "op"));
        Condition condition = switch (operation.condition()) {
            case NONE -> Condition.NONE;
            case ABSENT -> Condition.ABSENT;
            case VERSION -> Condition.version(number(event, "expected"));
            case VALUE -> Condition.value(text(event, "expected"));
        };
        boolean hasValue = operation.kind() == Call.Kind.PUT || operation.kind() == Call.Kind.APPEND;
        return new Call(text(event, "key"), operation.kind(), hasValue ? text(event, "value") : null, condition);
    }

    private static Answer answer(JsonNode event, Call call) {
        JsonNode applied = event.get("applied");
        if (applied != null && !applied.isBoolean()) {
            throw new IllegalArgumentException("'applied' is true or false, not " + applied);
        }
        if (applied != null && !applied.booleanValue()) {
            return Answer.NOT_APPLIED;
        }
        JsonNode value = event.get("value");
        boolean found = call.isGet() && value != null && !value.isNull();
        return new Answer(
                true, found ? text(event, "value") : null, event.has("version") ? number(event, "version") : 0);
    }

    private static long number(JsonNode event, String field) {
        JsonNode node = required(event, field);
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw new IllegalArgumentException("'" + field + "' is a whole number, 0 or more, not " + node);
        }
        return node.longValue();
    }

    private static String text(JsonNode event, String field) {
        JsonNode node = required(event, field);
        if (!node.isTextual()) {
            throw new IllegalArgumentException("'" + field + "' is a string, not " + node);
        }
        return node.textValue();
    }

    private static JsonNode required(JsonNode event, String field) {
        JsonNode node = event.get(field);
        if (node == null) {
            throw new IllegalArgumentException("'" + field + "' is missing");
        }
        return node;
    }
}

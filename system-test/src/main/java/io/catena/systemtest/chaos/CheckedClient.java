package io.catena.systemtest.chaos;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaClientBuilder;
import io.catena.client.Versioned;
import io.catena.client.WriteOptions;
import io.catena.client.WriteResult;
import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.Condition;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Carries out calls of the checker through the library. Thread-safe. */
final class CheckedClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;

    private final CatenaClient client;

    CheckedClient(CatenaClientBuilder builder) {
        client = builder.timeoutMillis(TIMEOUT_MILLIS).build();
    }

    /** @throws io.catena.client.CatenaException as the library throws it */
    Answer carryOut(Call call) {
        byte[] key = call.key().getBytes(StandardCharsets.UTF_8);
        return switch (call.kind()) {
            case GET -> answer(client.get(key));
            case PUT -> answer(client.put(key, call.value().getBytes(StandardCharsets.UTF_8), options(call)));
            case DELETE -> answer(client.delete(key, options(call)));
            case APPEND -> throw new IllegalArgumentException("Catena has no append");
        };
    }

    private static WriteOptions options(Call call) {
        Condition condition = call.condition();
        return switch (condition.type()) {
            case NONE -> WriteOptions.DEFAULT;
            case ABSENT -> WriteOptions.DEFAULT.ifAbsent();
            case VERSION -> WriteOptions.DEFAULT.ifVersion(condition.version());
            case VALUE -> throw new IllegalArgumentException("Catena has no condition on values");
        };
    }

    static Answer answer(Optional<Versioned> found) {
        return found.map(value -> Answer.found(value.text(), value.version())).orElse(Answer.ABSENT);
    }

    private static Answer answer(WriteResult result) {
        return result.applied() ? Answer.done(result.version()) : Answer.NOT_APPLIED;
    }

    @Override
    public void close() {
        client.close();
    }
}

package io.catena.systemtest;

import io.catena.client.CatenaClient;
import io.catena.client.CatenaClientBuilder;
import io.catena.client.OutcomeUnknownException;
import io.catena.client.SessionExpiredException;
import io.catena.client.UnavailableException;
import io.catena.client.WriteOptions;
import io.catena.client.WriteResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes its own keys, a few at a time; a key is written again when its last write has ended. If it is unknown whether
 * that write was done, the key rests for longer than an attempt of the write can still be under way, so that the next
 * write is the later one.
 */
final class Writer implements Runnable {
    private static final int AT_ONCE = 8;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int ATTEMPT_MILLIS = 700;
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(2 * ATTEMPT_MILLIS);

    private final List<Turn> keys = new ArrayList<>();
    private final CountingWorkload load;
    private final Random random;
    private final CatenaClient client;

    /** A key, and since when it rests. */
    private static final class Turn {
        private final KeyHistory history;
        private long restsSinceNanos;
        private boolean rests;

        Turn(KeyHistory history) {
            this.history = history;
        }

        boolean isReady() {
            rests = rests && System.nanoTime() - restsSinceNanos < REST_NANOS;
            return !rests;
        }

        void rest() {
            rests = true;
            restsSinceNanos = System.nanoTime();
        }
    }

    /** A write under way. */
    private record Call(Turn turn, long number, long floorBefore, CompletableFuture<WriteResult> answer) {}

    Writer(List<KeyHistory> histories, CountingWorkload load, long seed, CatenaClientBuilder client) {
        histories.forEach(history -> keys.add(new Turn(history)));
        this.load = load;
        this.random = new Random(seed);
        this.client = client.timeoutMillis(TIMEOUT_MILLIS)
                .attemptTimeoutMillis(ATTEMPT_MILLIS)
                .build();
    }

    @Override
    public void run() {
        load.pace().join();
        try (client) {
            while (load.pace().mayGoOn()) {
                burst();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            load.findings().add("a writer failed: " + e);
        } finally {
            load.pace().leave();
        }
    }

    private void burst() throws InterruptedException {
        Collections.shuffle(keys, random);
        List<Call> calls = new ArrayList<>();
        for (Turn turn : keys.subList(0, Math.min(AT_ONCE, keys.size()))) {
            if (turn.isReady()) {
                calls.add(begin(turn));
            }
        }
        for (Call call : calls) {
            end(call);
        }
    }

    private Call begin(Turn turn) {
        KeyHistory history = turn.history;
        long floor = history.floor();
        long number = history.begin();
        byte[] key = history.key().getBytes(StandardCharsets.UTF_8);
        WriteOptions options = random.nextInt(4) == 0 ? WriteOptions.DEFAULT.returnPrevious() : WriteOptions.DEFAULT;
        CompletableFuture<WriteResult> answer = KeyHistory.isDelete(number)
                ? client.deleteAsync(key, options)
                : client.putAsync(key, history.value(number).getBytes(StandardCharsets.UTF_8), options);
        boolean asked = options != WriteOptions.DEFAULT;
        return new Call(turn, number, asked ? floor : -1, answer);
    }

    private void end(Call call) throws InterruptedException {
        KeyHistory history = call.turn.history;
        try {
            WriteResult result = call.answer.get(TIMEOUT_MILLIS * 2L, TimeUnit.MILLISECONDS);
            history.acknowledged(call.number);
            load.writes().success();
            if (call.floorBefore >= 0) {
                load.findings()
                        .add(
                                "what write " + call.number + " replaced",
                                history.judge(
                                        call.floorBefore,
                                        call.number - 1,
                                        result.previous().map(v -> v.text())));
            }
        } catch (ExecutionException e) {
            failed(call, e.getCause());
        } catch (TimeoutException e) {
            load.findings().add("key " + history.key() + ": a write did not end by its deadline");
            call.turn.rest();
        }
    }

    private void failed(Call call, Throwable reason) {
        if (reason instanceof UnavailableException) {
            call.turn.history.refused(call.number);
            load.countRefused();
        } else if (reason instanceof OutcomeUnknownException || reason instanceof SessionExpiredException) {
            call.turn.rest();
            load.countUnknown();
        } else {
            call.turn.rest();
            load.findings().add("key " + call.turn.history.key() + ": a write failed with " + reason);
        }
    }
}

package io.catena.systemtest.chaos;

import io.catena.client.CatenaClientBuilder;
import io.catena.client.CatenaException;
import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Gives clients new keys every few seconds. Reads the old keys once more, has their history judged, and keeps what is
 * needed to judge them at the end. Any thread may call {@link #current}.
 */
final class Generations {
    private static final int KEYS = 40;
    private static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** The process number of this thread in each history. */
    private static final int CLOSER = 0;

    private final Judge judge;
    private final CheckedClient checkedClient;
    private final List<Settled> settled = new ArrayList<>();
    private final Thread thread = new Thread(this::turn, "generations");
    private final TimedConsole timedConsole;
    private volatile Generation current;
    private volatile boolean ending;

    Generations(Judge judge, TimedConsole timedConsole, CatenaClientBuilder client) {
        this.judge = judge;
        this.timedConsole = timedConsole;
        current = new Generation(1, KEYS, timedConsole.second());
        checkedClient = new CheckedClient(client);
        thread.setDaemon(true);
        thread.start();
    }

    Generation current() {
        return current;
    }

    private void turn() {
        try {
            while (!ending) {
                if (current.ageNanos() > LIFE_NANOS) {
                    Generation old = current;
                    current = new Generation(old.number() + 1, KEYS, timedConsole.second());
                    settle(old);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            settle(current);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            judge.broken("the thread that closes histories failed: " + e);
        }
    }

    private void settle(Generation old) throws InterruptedException {
        old.close();
        for (String key : old.keys()) {
            readLast(old, key);
        }
        List<Operation> history = old.operations();
        judge.judge(old, history);
        Map<String, List<Operation>> byKey = history.stream()
                .collect(Collectors.groupingBy(operation -> operation.call().key()));
        byKey.forEach((key, ofKey) -> settled.add(Settled.of(key, ofKey)));
    }

    /** Repeats the read until it is answered, however long that takes: the last read of the key must be known. */
    private void readLast(Generation old, String key) {
        while (true) {
            Call get = Call.get(key);
            old.invokeLast(CLOSER, get);
            try {
                Answer answer = checkedClient.carryOut(get);
                old.ok(CLOSER, answer);
                return;
            } catch (CatenaException e) {
                old.fail(CLOSER);
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    /** To be called after the clients' last calls. Returns what is needed to judge the end: one entry for each key. */
    List<Settled> finish() throws InterruptedException {
        ending = true;
        thread.join(TimeUnit.MINUTES.toMillis(5));
        checkedClient.close();
        if (thread.isAlive()) {
            judge.broken("the last keys could not be read within five minutes");
            return List.of();
        }
        return settled;
    }
}

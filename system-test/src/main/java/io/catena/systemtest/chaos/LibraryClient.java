package io.catena.systemtest.chaos;

import io.catena.client.CatenaException;
import io.catena.client.UnavailableException;
import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.Condition;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Makes all kinds of calls of the library, one after the other, on keys drawn at random. */
final class LibraryClient implements Traffic.Client {
    private final int process;
    private final CheckedClient checkedClient;
    private final Tally tally;
    private final Random random;
    private final int percentWrites;
    /** The versions that this client has received, for conditions; of the keys of {@link #generation}. */
    private final Map<String, Long> versions = new HashMap<>();

    private Generation generation;
    private long number;

    LibraryClient(int process, CheckedClient checkedClient, Tally tally, Random random, int percentWrites) {
        this.process = process;
        this.checkedClient = checkedClient;
        this.tally = tally;
        this.random = random;
        this.percentWrites = percentWrites;
    }

    @Override
    public void call(Generation current) {
        if (current != generation) {
            generation = current;
            versions.clear();
        }
        Call call = next();
        if (!current.invoke(process, call)) {
            return;
        }
        boolean isRead = call.kind() == Call.Kind.GET;
        try {
            Answer answer = checkedClient.carryOut(call);
            current.ok(process, answer);
            remember(call, answer);
            count(isRead);
        } catch (UnavailableException e) {
            current.fail(process);
            countFailed(isRead);
        } catch (CatenaException e) {
            // All other exceptions leave it unknown whether the write was done.
            current.unknown(process);
            tally.writeUnknown();
        }
    }

    private Call next() {
        String key = generation.keys().get(random.nextInt(generation.keys().size()));
        if (random.nextInt(100) >= percentWrites) {
            return Call.get(key);
        }
        int kind = random.nextInt(100);
        if (kind < 12) {
            return Call.delete(key, kind < 4 ? onVersion(key) : Condition.NONE);
        }
        String value = process + "." + ++number + " " + "x".repeat(random.nextInt(80));
        if (kind < 22) {
            return Call.put(key, value, Condition.ABSENT);
        }
        return Call.put(key, value, kind < 40 ? onVersion(key) : Condition.NONE);
    }

    private Condition onVersion(String key) {
        Long version = versions.get(key);
        return version == null ? Condition.NONE : Condition.version(version);
    }

    private void remember(Call call, Answer answer) {
        if (answer.version() != 0) {
            versions.put(call.key(), answer.version());
        }
    }

    private void count(boolean isRead) {
        if (isRead) {
            tally.readDone();
        } else {
            tally.writeDone();
        }
    }

    private void countFailed(boolean isRead) {
        if (isRead) {
            tally.readFailed();
        } else {
            tally.writeRefused();
        }
    }

    @Override
    public void close() {
        versions.clear();
    }
}

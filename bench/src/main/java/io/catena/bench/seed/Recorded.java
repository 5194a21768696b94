package io.catena.bench.seed;

import io.catena.client.CatenaClient;
import io.catena.client.OutcomeUnknownException;
import io.catena.client.UnavailableException;
import io.catena.client.Versioned;
import io.catena.simulation.checker.Answer;
import io.catena.simulation.checker.Call;
import io.catena.simulation.checker.HistoryChecker;
import io.catena.simulation.checker.HistoryRecorder;
import io.catena.simulation.checker.SearchLimits;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Operations on a chain, all of which are recorded for the checker. Each value is written once, so that each read
 * identifies the write that it saw. Thread-safe; a process number is used by one thread at a time.
 */
final class Recorded {
    private final HistoryRecorder history = new HistoryRecorder();
    private final AtomicLong values = new AtomicLong();

    /** @return whether the put was certainly done */
    boolean put(CatenaClient client, int process, String key) {
        String value = "value " + values.incrementAndGet();
        invoke(process, Call.put(key, value));
        try {
            long version = client.put(key, value).version();
            ok(process, Answer.done(version));
            return true;
        } catch (UnavailableException e) {
            fail(process);
        } catch (OutcomeUnknownException e) {
            unknown(process);
        }
        return false;
    }

    /** @return whether there was an answer */
    boolean get(CatenaClient client, int process, String key) {
        invoke(process, Call.get(key));
        try {
            Optional<Versioned> found = client.get(key);
            ok(process, found.map(v -> Answer.found(v.text(), v.version())).orElse(Answer.ABSENT));
            return true;
        } catch (UnavailableException e) {
            fail(process);
            return false;
        }
    }

    private synchronized void invoke(int process, Call call) {
        history.invoke(process, call);
    }

    private synchronized void ok(int process, Answer answer) {
        history.ok(process, answer);
    }

    private synchronized void fail(int process) {
        history.fail(process);
    }

    private synchronized void unknown(int process) {
        history.unknown(process);
    }

    /** The checker's verdict on all operations so far. */
    synchronized String verdict() {
        return HistoryChecker.check(history.operations(), SearchLimits.DEFAULT)
                .result()
                .name()
                .toLowerCase(Locale.ROOT)
                .replace('_', ' ');
    }
}

package io.catena.server.audit;

import io.catena.server.audit.AuditRecord.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Writes down what operators do. Of refusals at most 100 are written in a minute, and the next line says how many were left out:
 * whoever repeats what it may not do must not push out of the log what was done. Thread-safe.
 */
public final class AuditLog {
    /** The log of its own: see {@code server/logging}. */
    public static final String LOGGER = "catena.audit";

    static final int REFUSALS_A_MINUTE = 100;
    private static final long MINUTE_MILLIS = 60_000;

    private final String where;
    private final InstantSource clock;
    private final Consumer<String> lines;
    private Instant minuteBegan;
    private int refusals;
    private long leftOut;

    AuditLog(String where, InstantSource clock, Consumer<String> lines) {
        this.where = where;
        this.clock = clock;
        this.lines = lines;
        this.minuteBegan = clock.instant();
    }

    /** @param where the node, or the program */
    public static AuditLog of(String where) {
        return new AuditLog(
                where,
                InstantSource.system(),
                line -> LoggerFactory.getLogger(LOGGER).info("{}", line));
    }

    /**
     * An order of which the outcome is not known yet.
     *
     * @param who the principal, or the user of the machine; empty if it is not known
     * @param from the address from which the order comes
     * @param with what it was given, without secrets
     */
    public record Order(String who, String from, String what, Map<String, String> with) {}

    public void done(Order order) {
        write(order, Outcome.DONE, "");
    }

    public void refused(Order order, String reason) {
        write(order, Outcome.REFUSED, reason);
    }

    /** It may have been done. */
    public void unknown(Order order, String reason) {
        write(order, Outcome.UNKNOWN, reason);
    }

    private synchronized void write(Order order, Outcome outcome, String reason) {
        Instant now = clock.instant();
        if (now.toEpochMilli() - minuteBegan.toEpochMilli() >= MINUTE_MILLIS || now.isBefore(minuteBegan)) {
            minuteBegan = now;
            refusals = 0;
        }
        if (outcome == Outcome.REFUSED && refusals++ >= REFUSALS_A_MINUTE) {
            leftOut++;
            return;
        }
        lines.accept(new AuditRecord(
                        now, where, order.who(), order.from(), order.what(), order.with(), outcome, reason, leftOut)
                .json());
        leftOut = 0;
    }
}

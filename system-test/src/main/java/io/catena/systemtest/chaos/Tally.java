package io.catena.systemtest.chaos;

import io.catena.systemtest.Gaps;
import java.util.concurrent.atomic.AtomicLong;

/** The outcomes of all calls. Thread-safe. */
final class Tally {
    private final Gaps writes = new Gaps();
    private final Gaps reads = new Gaps();
    private final AtomicLong readsAtNodes = new AtomicLong();
    private final AtomicLong writesRefused = new AtomicLong();
    private final AtomicLong writesUnknown = new AtomicLong();
    private final AtomicLong readsFailed = new AtomicLong();
    private final AtomicLong readsAtNodesFailed = new AtomicLong();

    void begin() {
        writes.begin();
        reads.begin();
    }

    void rest() {
        writes.rest();
        reads.rest();
    }

    void writeDone() {
        writes.success();
    }

    void writeRefused() {
        writesRefused.incrementAndGet();
    }

    void writeUnknown() {
        writesUnknown.incrementAndGet();
    }

    void readDone() {
        reads.success();
    }

    void readFailed() {
        readsFailed.incrementAndGet();
    }

    void readAtNode(boolean answered) {
        (answered ? readsAtNodes : readsAtNodesFailed).incrementAndGet();
    }

    long writes() {
        return writes.successes();
    }

    long reads() {
        return reads.successes();
    }

    long readsAtNodes() {
        return readsAtNodes.get();
    }

    /** The number of calls through the library that had no answer. */
    long errors() {
        return writesRefused.get() + writesUnknown.get() + readsFailed.get();
    }

    /** The longest time without a write since the last call, in milliseconds. */
    long takeWriteGapMillis() {
        return writes.takeLongestMillis();
    }

    /** The longest time without a read since the last call, in milliseconds. */
    long takeReadGapMillis() {
        return reads.takeLongestMillis();
    }

    String counts() {
        return writes() + " writes, " + writesRefused + " refused, " + writesUnknown + " of unknown outcome; " + reads()
                + " reads, " + readsFailed + " failed; " + readsAtNodes + " reads at one node, " + readsAtNodesFailed
                + " failed";
    }

    String longestGaps() {
        return "writes " + writes.longestEverMillis() + " ms, reads " + reads.longestEverMillis() + " ms";
    }
}

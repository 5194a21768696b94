package io.catena.simulation.run;

import io.catena.server.chain.Message;
import io.catena.server.chain.StoredState;
import io.catena.server.chain.VersionedValue;
import io.catena.server.chain.WriteAnswer;

/** Messages, answers and what a disk holds in one line each, for the trace. */
public final class Lines {
    private Lines() {}

    public static String of(WriteAnswer answer) {
        VersionedValue previous = answer.previous();
        return (answer.applied() ? "applied" : "not applied") + ", version " + answer.version()
                + (previous == null ? "" : ", before it version " + previous.version());
    }

    public static String of(StoredState stored) {
        return "log end " + stored.logEnd() + ", applied " + stored.applied() + ", epoch " + stored.epoch();
    }

    public static String of(Message message) {
        if (message instanceof Message.Append append) {
            return "append link " + append.link() + " from " + append.firstSeq() + " x"
                    + append.records().size() + " cp " + append.commitPoint() + " round " + append.round();
        }
        if (message instanceof Message.Chunk chunk) {
            return "chunk link " + chunk.link() + " seq " + chunk.content().seq() + " after "
                    + chunk.content().after() + " x" + chunk.content().entries().size()
                    + (chunk.content().last() ? " last" : "");
        }
        return message.toString();
    }
}

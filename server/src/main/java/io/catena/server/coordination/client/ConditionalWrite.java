package io.catena.server.coordination.client;

import io.catena.server.coordination.client.CoordinationException.ZooKeeperUnavailable;
import io.catena.server.coordination.client.ZooKeeperCalls.Znode;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.CreateMode;

/**
 * Replaces the content of a znode on conditions, and knows its own write again: if the answer to a write is lost, Curator repeats
 * the write, and is refused because of it. Every call blocks on ZooKeeper. Thread-safe.
 */
public record ConditionalWrite(ZooKeeperCalls calls) {
    /** The version of a znode that is not there; when it is made, it has the next one. */
    public static final int MISSING = -1;

    /** What has become of a write. */
    public enum Outcome {
        /** The znode has this content in the next version. */
        DONE,
        /** Nothing was written, because a condition did not hold. */
        OVERTAKEN,
        /** The znode has a later version than the next one, which may have been this write's; or it is gone. */
        UNSURE
    }

    /**
     * Replaces what the znode holds, behind the other operations and in one transaction with them.
     *
     * @param version that is to be replaced; {@link #MISSING} if the znode is to be made
     * @throws ZooKeeperUnavailable if the outcome is unknown
     */
    public Outcome replace(String path, int version, byte[] content, CuratorOp... others) throws ZooKeeperUnavailable {
        CuratorOp write = version == MISSING
                ? calls.createOperation(path, content, CreateMode.PERSISTENT)
                : calls.setOperation(path, version, content);
        CuratorOp[] all = Stream.concat(Stream.of(others), Stream.of(write)).toArray(CuratorOp[]::new);
        return calls.commit(all).done() ? Outcome.DONE : refused(path, version, content);
    }

    /** The transaction is one: if this znode was written by it, all of it was done. */
    private Outcome refused(String path, int version, byte[] content) throws ZooKeeperUnavailable {
        calls.catchUp(path);
        Optional<Znode> there = calls.read(path);
        int newest = there.map(znode -> znode.stat().getVersion()).orElse(MISSING);
        if (newest == version) {
            return Outcome.OVERTAKEN;
        }
        if (newest != version + 1) {
            return Outcome.UNSURE;
        }
        return Arrays.equals(there.get().data(), content) ? Outcome.DONE : Outcome.OVERTAKEN;
    }
}

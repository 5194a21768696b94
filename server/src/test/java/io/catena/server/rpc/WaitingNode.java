package io.catena.server.rpc;

import io.catena.server.chain.Origin;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Layout;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResults;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node that answers calls of some kinds not by itself: the test does, in its own time. */
final class WaitingNode extends FakeNode {
    /** Null as long as they are answered at once. */
    private List<Reply<ReadResults>> reads;

    /** Null as long as they are answered at once. */
    private List<Reply<WriteResults>> writes;

    /** Null as long as they are answered at once. */
    private List<Reply<Long>> sessions;

    /** Null as long as they are answered at once. */
    private List<Reply<Layout>> layouts;

    /** Returns the calls that come from now on. */
    List<Reply<ReadResults>> holdReads() {
        reads = new CopyOnWriteArrayList<>();
        return reads;
    }

    /** Returns the calls that come from now on. */
    List<Reply<WriteResults>> holdWrites() {
        writes = new CopyOnWriteArrayList<>();
        return writes;
    }

    /** Returns the calls that come from now on. */
    List<Reply<Long>> holdSessions() {
        sessions = new CopyOnWriteArrayList<>();
        return sessions;
    }

    /** Returns the calls that come from now on. */
    List<Reply<Layout>> holdLayouts() {
        layouts = new CopyOnWriteArrayList<>();
        return layouts;
    }

    @Override
    public void read(List<ByteBuffer> keys, CallOptions options, Origin origin, Reply<ReadResults> reply) {
        if (reads == null) {
            super.read(keys, options, origin, reply);
        } else {
            reads.add(reply);
        }
    }

    @Override
    public void write(List<Write> all, CallOptions options, Origin origin, Reply<WriteResults> reply) {
        if (writes == null) {
            super.write(all, options, origin, reply);
        } else {
            writes.add(reply);
        }
    }

    @Override
    public void openSession(CallOptions options, Origin origin, Reply<Long> reply) {
        if (sessions == null) {
            super.openSession(options, origin, reply);
        } else {
            sessions.add(reply);
        }
    }

    @Override
    public void layout(int chain, Reply<Layout> reply) {
        if (layouts == null) {
            super.layout(chain, reply);
        } else {
            layouts.add(reply);
        }
    }
}

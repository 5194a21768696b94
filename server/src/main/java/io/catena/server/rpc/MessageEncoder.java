package io.catena.server.rpc;

import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.Message;
import io.catena.server.chain.Message.Envelope;
import io.catena.server.chain.PartialSnapshot;
import io.catena.server.rpc.MessageCodec.Outgoing;
import io.catena.thrift.CatenaNode;
import io.catena.thrift.Sender;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.thrift.TSerializable;

/** Encodes one message as the arguments of its method; an instance serves one message. */
final class MessageEncoder implements Message.Receiver {
    private static final byte[] NO_KEY = new byte[0];

    private Outgoing result;

    Outgoing result() {
        return result;
    }

    @Override
    public void open(Envelope from, Message.Open open) {
        io.catena.thrift.Open wire =
                new io.catena.thrift.Open(open.clusterId(), open.format(), open.lineage(), open.link());
        if (open.leaseMillis() != null) {
            wire.setLeaseMillis(open.leaseMillis());
        }
        set("open", new CatenaNode.open_args(sender(from), wire));
    }

    @Override
    public void opened(Envelope from, Message.Opened opened) {
        io.catena.thrift.Opened wire =
                new io.catena.thrift.Opened(opened.link(), opened.logEnd(), opened.lastChecksum());
        PartialSnapshot half = opened.partialSnapshot();
        if (half != null) {
            wire.setInstalling(new io.catena.thrift.Installing(half.seq(), toBuffer(half.cursor())));
        }
        set("opened", new CatenaNode.opened_args(sender(from), wire));
    }

    @Override
    public void append(Envelope from, Message.Append append) {
        List<ByteBuffer> records = new ArrayList<>(append.records().size());
        for (LogRecord record : append.records()) {
            records.add(ByteBuffer.wrap(record.bytes()));
        }
        io.catena.thrift.Append wire = new io.catena.thrift.Append(
                append.link(),
                append.firstSeq(),
                records,
                append.commitPoint(),
                append.round(),
                append.completedRound());
        set("append", new CatenaNode.append_args(sender(from), wire));
    }

    @Override
    public void ack(Envelope from, Message.Ack ack) {
        io.catena.thrift.Ack wire = new io.catena.thrift.Ack(ack.link(), ack.seq(), ack.round());
        if (ack.behindNanos() >= 0) {
            wire.setBehindNanos(ack.behindNanos());
        }
        wire.setLowOnSpace(ack.shortage().low());
        wire.setOutOfSpace(ack.shortage().out());
        wire.setLeasesUsed(ack.leasesUsed());
        set("ack", new CatenaNode.ack_args(sender(from), wire));
    }

    @Override
    public void chunk(Envelope from, Message.Chunk chunk) {
        io.catena.thrift.SnapshotChunk wire = ChunkCodec.encode(chunk.link(), chunk.content());
        set("snapshotChunk", new CatenaNode.snapshotChunk_args(sender(from), wire));
    }

    @Override
    public void chunkInstalled(Envelope from, Message.ChunkInstalled installed) {
        io.catena.thrift.ChunkInstalled wire =
                new io.catena.thrift.ChunkInstalled(installed.link(), installed.seq(), toBuffer(installed.cursor()));
        set("chunkInstalled", new CatenaNode.chunkInstalled_args(sender(from), wire));
    }

    @Override
    public void query(Envelope from, Message.Query query) {
        set("query", new CatenaNode.query_args(sender(from), new io.catena.thrift.Query(query.id())));
    }

    @Override
    public void queryAnswer(Envelope from, Message.QueryAnswer answer) {
        io.catena.thrift.QueryAnswer wire = new io.catena.thrift.QueryAnswer(answer.id(), answer.commitPoint());
        set("queryAnswer", new CatenaNode.queryAnswer_args(sender(from), wire));
    }

    @Override
    public void waiting(Envelope from, Message.Waiting waiting) {
        set("waiting", new CatenaNode.waiting_args(sender(from)));
    }

    static ByteBuffer toBuffer(Key key) {
        return ByteBuffer.wrap(key == null ? NO_KEY : key.bytes());
    }

    private void set(String name, TSerializable arguments) {
        result = new Outgoing(name, arguments);
    }

    private static Sender sender(Envelope from) {
        return new Sender(from.chain(), from.epoch(), from.nodeId(), from.life());
    }
}

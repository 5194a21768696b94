package io.catena.server.rpc;

import io.catena.server.chain.CorruptRecordException;
import io.catena.server.chain.Escaped;
import io.catena.server.chain.Key;
import io.catena.server.chain.LogRecord;
import io.catena.server.chain.Message;
import io.catena.server.chain.Message.Envelope;
import io.catena.server.chain.PartialSnapshot;
import io.catena.server.chain.Shortage;
import io.catena.thrift.CatenaNode;
import io.catena.thrift.Sender;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.thrift.TException;
import org.apache.thrift.TSerializable;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.protocol.TProtocolException;

/**
 * Converts messages between nodes to the structs of {@code catena.thrift} and back. An empty key on the wire means "no
 * key yet", since no real key is empty.
 */
public final class MessageCodec {
    /**
     * The longest message between nodes, in bytes. It has room for an append whose records have a little less than this
     * together, and for any snapshot chunk of 1 MiB, however small its entries are, plus one value of the largest size.
     */
    public static final int MAX_FRAME_BYTES = 16 << 20;

    /** The most records in an append and the most entries in a chunk. */
    public static final int MAX_ELEMENTS = 1 << 19;

    /**
     * The most memory, in bytes, that a message may take while it is read, when its structs and what is made of them
     * exist together. A chunk that counts 1 MiB ({@link io.catena.server.chain.SnapshotChunk.Entry#memoryBytes}) takes
     * at most 4 MiB meanwhile; a chunk of an older program, which counts 1 MiB as stored, with entries of 14 bytes or
     * more, takes 26 MiB.
     */
    public static final long MAX_MEMORY_BYTES = MAX_FRAME_BYTES + (16L << 20);

    private static final Map<String, Decoder> DECODERS = Map.of(
            "open", MessageCodec::open,
            "opened", MessageCodec::opened,
            "append", MessageCodec::append,
            "ack", MessageCodec::ack,
            "snapshotChunk", MessageCodec::snapshotChunk,
            "chunkInstalled", MessageCodec::chunkInstalled,
            "query", MessageCodec::query,
            "queryAnswer", MessageCodec::queryAnswer,
            "waiting", MessageCodec::waiting);

    /** The method names of all messages. */
    public static final Set<String> NAMES = DECODERS.keySet();

    private MessageCodec() {}

    /** A decoded message and its envelope. */
    public record Received(Envelope from, Message message) {}

    /** A message to be sent: the name of its method and the arguments of the method. */
    public record Outgoing(String name, TSerializable arguments) {}

    private interface Decoder {
        Received decode(TProtocol in) throws TException;
    }

    public static Outgoing encode(Envelope from, Message message) {
        MessageEncoder encoder = new MessageEncoder();
        message.deliver(from, encoder);
        return encoder.result();
    }

    /**
     * Reads the arguments of one of the methods {@link #NAMES}.
     *
     * @throws TException if the bytes are no such arguments
     * @throws CorruptRecordException if the checksum of a record or of a chunk does not match
     */
    public static Received decode(String name, TProtocol in) throws TException {
        return DECODERS.get(name).decode(in);
    }

    private static Received open(TProtocol in) throws TException {
        CatenaNode.open_args args = read(in, new CatenaNode.open_args());
        io.catena.thrift.Open open = present(args.getMessage());
        return received(
                args.getSender(),
                new Message.Open(
                        name(open.getClusterId()),
                        open.getFormatVersion(),
                        open.getLineage(),
                        open.getLink(),
                        open.isSetLeaseMillis() ? (Integer) open.getLeaseMillis() : null));
    }

    private static Received opened(TProtocol in) throws TException {
        CatenaNode.opened_args args = read(in, new CatenaNode.opened_args());
        io.catena.thrift.Opened opened = present(args.getMessage());
        io.catena.thrift.Installing half = opened.getInstalling();
        PartialSnapshot partialSnapshot =
                half == null ? null : new PartialSnapshot(half.getSeq(), toKey(half.getCursor()));
        return received(
                args.getSender(),
                new Message.Opened(opened.getLink(), opened.getLogEnd(), opened.getLastChecksum(), partialSnapshot));
    }

    private static Received append(TProtocol in) throws TException {
        CatenaNode.append_args args = read(in, new CatenaNode.append_args());
        io.catena.thrift.Append append = present(args.getMessage());
        List<LogRecord> records = new ArrayList<>(append.getRecordsSize());
        for (ByteBuffer record : append.getRecords()) {
            records.add(LogRecord.decode(Bytes.of(record)));
        }
        return received(
                args.getSender(),
                new Message.Append(
                        append.getLink(),
                        append.getFirstSeq(),
                        records,
                        append.getCommitPoint(),
                        append.getRound(),
                        append.getCompletedRound()));
    }

    private static Received ack(TProtocol in) throws TException {
        CatenaNode.ack_args args = read(in, new CatenaNode.ack_args());
        io.catena.thrift.Ack ack = present(args.getMessage());
        return received(
                args.getSender(),
                new Message.Ack(
                        ack.getLink(),
                        ack.getSeq(),
                        ack.getRound(),
                        ack.isSetBehindNanos() ? ack.getBehindNanos() : -1,
                        new Shortage(nameOrNull(ack.getLowOnSpace()), nameOrNull(ack.getOutOfSpace())),
                        ack.isLeasesUsed()));
    }

    private static String nameOrNull(String said) throws TException {
        return said == null ? null : name(said);
    }

    private static Received snapshotChunk(TProtocol in) throws TException {
        CatenaNode.snapshotChunk_args args = read(in, new CatenaNode.snapshotChunk_args());
        io.catena.thrift.SnapshotChunk chunk = present(args.getMessage());
        return received(args.getSender(), new Message.Chunk(chunk.getLink(), ChunkCodec.decode(chunk)));
    }

    private static Received chunkInstalled(TProtocol in) throws TException {
        CatenaNode.chunkInstalled_args args = read(in, new CatenaNode.chunkInstalled_args());
        io.catena.thrift.ChunkInstalled installed = present(args.getMessage());
        return received(
                args.getSender(),
                new Message.ChunkInstalled(installed.getLink(), installed.getSeq(), toKey(installed.getCursor())));
    }

    private static Received query(TProtocol in) throws TException {
        CatenaNode.query_args args = read(in, new CatenaNode.query_args());
        return received(
                args.getSender(), new Message.Query(present(args.getMessage()).getId()));
    }

    private static Received queryAnswer(TProtocol in) throws TException {
        CatenaNode.queryAnswer_args args = read(in, new CatenaNode.queryAnswer_args());
        io.catena.thrift.QueryAnswer answer = present(args.getMessage());
        return received(args.getSender(), new Message.QueryAnswer(answer.getId(), answer.getCommitPoint()));
    }

    private static Received waiting(TProtocol in) throws TException {
        CatenaNode.waiting_args args = read(in, new CatenaNode.waiting_args());
        return received(args.getSender(), new Message.Waiting());
    }

    static Key toKey(byte[] bytes) throws TProtocolException {
        return bytes.length == 0 ? null : realKey(bytes);
    }

    static Key realKey(byte[] bytes) throws TProtocolException {
        if (bytes.length == 0 || bytes.length > Key.MAX_BYTES) {
            throw new TProtocolException(TProtocolException.INVALID_DATA, "a key of " + bytes.length + " bytes");
        }
        return new Key(bytes);
    }

    /** Only valid names are let in, because names of nodes and clusters are kept, sent on and logged. */
    private static String name(String name) throws TProtocolException {
        if (!Escaped.isName(name)) {
            throw new TProtocolException(
                    TProtocolException.INVALID_DATA, "not a valid name: '" + Escaped.of(name) + "'");
        }
        return name;
    }

    private static <A extends TSerializable> A read(TProtocol in, A arguments) throws TException {
        arguments.read(in);
        return arguments;
    }

    private static <M> M present(M part) throws TProtocolException {
        if (part == null) {
            throw new TProtocolException(TProtocolException.INVALID_DATA, "a message without sender or content");
        }
        return part;
    }

    private static Received received(Sender sender, Message message) throws TProtocolException {
        Sender from = present(sender);
        return new Received(
                new Envelope(from.getChain(), from.getEpoch(), name(from.getNodeId()), from.getIncarnation()), message);
    }
}

package io.catena.client;

import io.catena.thrift.AccessAnswer;
import io.catena.thrift.AccessReport;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.ClusterSettings;
import io.catena.thrift.DataDigest;
import io.catena.thrift.Forbidden;
import io.catena.thrift.InvalidRequest;
import io.catena.thrift.LayoutMember;
import io.catena.thrift.NodeStatus;
import io.catena.thrift.ReadResult;
import io.catena.thrift.ReadResults;
import io.catena.thrift.Refused;
import io.catena.thrift.RefusedReason;
import io.catena.thrift.ReplicaStatus;
import io.catena.thrift.Role;
import io.catena.thrift.SettingsChange;
import io.catena.thrift.SettingsReport;
import io.catena.thrift.Trouble;
import io.catena.thrift.Write;
import io.catena.thrift.WriteResult;
import io.catena.thrift.WriteResults;
import io.catena.thrift.catenaConstants;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.thrift.ProcessFunction;
import org.apache.thrift.TConfiguration;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TMessage;
import org.apache.thrift.protocol.TProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;

/** A server in this process that takes each call and does what the test has told it. Uses one thread for each connection. */
public final class FakeServer implements BatchesAlone, TellsPlacement, AutoCloseable {
    /** What happens before or after a call is carried out; an exception is the reply. */
    public interface Step {
        void run() throws TException;
    }

    /** Makes the server close the connection instead of replying. */
    public static final Step HANG_UP = () -> {
        throw new TTransportException("the script hangs up");
    };

    private static final long NO_SUCH_PROCESS = 999_999_999;
    /** Too large for a double, as real ones are. */
    private static final long INCARNATION = 0x2f2352821a7dee27L;

    public final FakeStore store;
    public final AtomicInteger writeCalls = new AtomicInteger();
    public final AtomicInteger readCalls = new AtomicInteger();
    public final AtomicInteger layoutCalls = new AtomicInteger();
    public volatile Step beforeWrite = () -> {};
    public volatile Step afterWrite = () -> {};
    public volatile Step beforeRead = () -> {};
    public volatile Step beforeOpenSession = () -> {};
    /** Runs before the server reads the next call from a connection. */
    public volatile Step beforeListening = () -> {};

    public volatile Step beforeDie = () -> {};
    public volatile Step beforeDigest = () -> {};
    public volatile boolean staysAlive;
    /** Null if it tells the digest of its store. */
    public volatile DataDigest digest;
    /** The chain of which a digest was asked for last. */
    public volatile int digestedChain;
    /** What it tells about the settings. */
    public volatile SettingsReport settings =
            new SettingsReport(new ClusterSettings(300, 1, 0), 7, 7, 3).setInForce(new ClusterSettings(300, 1, 0));
    /** What it says to a caller that changes settings; null if it does what it is asked for. */
    public volatile Refused refusal;
    /** How many times it is asked for the settings until a change is in force. */
    public volatile int settingsTakeEffectAfter = 1;

    /** The tokens that callers have shown. */
    public final List<String> tokens = new CopyOnWriteArrayList<>();
    /** The only token that it takes; null if it takes any. */
    public volatile String token;
    /** Who may do what. */
    public volatile AccessReport access = new AccessReport("{\"grants\" : [ ]}", 0, true);

    public volatile AccessAnswer accessAnswer = new AccessAnswer(true, false, false, "it is granted read of all keys");

    public final FakePlacement placed = new FakePlacement();
    public final FakeServerTls tls = new FakeServerTls();
    /** Keys that nobody may read or write; asked for each key of a call. */
    public volatile Predicate<ByteBuffer> forbidden = key -> false;

    public volatile int maxReadResults = Integer.MAX_VALUE;
    /** What it tells about the age of stale reads. */
    public volatile long staleMillis = 40;

    public volatile io.catena.thrift.Layout layout;
    /** Of a cluster of several chains, by their numbers; empty if the one above is all. */
    public final Map<Integer, io.catena.thrift.Layout> layouts = new ConcurrentSkipListMap<>();

    public volatile List<Trouble> troubles = List.of();

    private final String nodeId;
    private final ServerSocket listener;
    private final int port;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<String, ProcessFunction<Catena.Iface, ?, ?>> catena =
            new Catena.Processor<Catena.Iface>(this).getProcessMapView();
    private final Map<String, ProcessFunction<CatenaAdmin.Iface, ?, ?>> admin =
            new CatenaAdmin.Processor<CatenaAdmin.Iface>(this).getProcessMapView();

    /** The only member of a chain. */
    public FakeServer() {
        this("n1", new FakeStore());
        chain(1, this);
    }

    /** Knows no chain until {@link #chain} tells it. */
    public FakeServer(String nodeId, FakeStore store) {
        this.nodeId = nodeId;
        this.store = store;
        this.layout = new io.catena.thrift.Layout("test", 1, 0, List.of(), 0).setNote("no node has registered");
        try {
            listener = new ServerSocket();
            // Small, so that clients soon wait for a server that does not read.
            listener.setReceiveBufferSize(8192);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        port = listener.getLocalPort();
        threads.execute(this::accept);
    }

    /** Tells the servers that they form the chain. */
    public static void chain(long epoch, FakeServer... members) {
        List<LayoutMember> wire = new ArrayList<>();
        for (FakeServer member : members) {
            wire.add(member.member());
        }
        for (FakeServer member : members) {
            member.layout = new io.catena.thrift.Layout("test", 1, epoch, wire, epoch);
        }
    }

    public LayoutMember member() {
        return new LayoutMember(nodeId, INCARNATION, "127.0.0.1", port);
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket socket = listener.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException | RejectedExecutionException e) {
            // Closed meanwhile; close() may have gone through the sockets before the last one was added.
        }
        close();
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            TConfiguration limits = TConfiguration.custom()
                    .setMaxFrameSize(catenaConstants.MAX_FRAME_BYTES)
                    .build();
            TFramedTransport framed = new TFramedTransport(new TSocket(tls.secured(socket)), limits.getMaxFrameSize());
            TProtocol protocol = new TBinaryProtocol(framed, true, true);
            while (true) {
                beforeListening.run();
                TMessage message = protocol.readMessageBegin();
                if (catena.containsKey(message.name)) {
                    catena.get(message.name).process(message.seqid, protocol, protocol, this);
                } else {
                    admin.get(message.name).process(message.seqid, protocol, protocol, this);
                }
            }
        } catch (IOException | TException e) {
            sockets.remove(socket);
        }
    }

    private void permit(Stream<ByteBuffer> keys) throws Forbidden {
        if (keys.filter(forbidden).count() > 0) {
            throw new Forbidden("ada may not, a grant is needed").setPrincipal("ada");
        }
    }

    /** Ends all connections, as a server does that was started again. */
    public void hangUp() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public WriteResults write(List<Write> writes, CallOptions options) throws TException {
        writeCalls.incrementAndGet();
        beforeWrite.run();
        permit(writes.stream().map(write -> ByteBuffer.wrap(write.getKey())));
        List<WriteResult> results = store.write(writes);
        afterWrite.run();
        return new WriteResults(results, layout.getEpoch());
    }

    @Override
    public ReadResults read(List<ByteBuffer> keys, CallOptions options) throws TException {
        readCalls.incrementAndGet();
        beforeRead.run();
        permit(keys.stream());
        List<ReadResult> results =
                keys.stream().limit(maxReadResults).map(store::read).toList();
        ReadResults reply = new ReadResults(results, layout.getEpoch());
        return options.isStale() ? reply.setStaleMillis(staleMillis) : reply;
    }

    @Override
    public void authenticate(String shown) throws Forbidden {
        tokens.add(shown);
        if (token != null && !token.equals(shown)) {
            throw new Forbidden("the token is not known");
        }
    }

    @Override
    public AccessReport access() {
        return access;
    }

    @Override
    public AccessReport changeAccess(String rules, long version, String shown) throws Refused {
        if (version >= 0 && version != access.getVersion()) {
            throw new Refused("the rules have version " + access.getVersion(), RefusedReason.OVERTAKEN);
        }
        access = new AccessReport(rules, access.getVersion() + 1, true);
        return access;
    }

    @Override
    public AccessAnswer testAccess(String principal, ByteBuffer key) {
        return accessAnswer;
    }

    @Override
    public FakePlacement placed() {
        return placed;
    }

    @Override
    public long openSession(CallOptions options) throws TException {
        beforeOpenSession.run();
        return store.openSession();
    }

    @Override
    public io.catena.thrift.Layout layout(int chain) {
        layoutCalls.incrementAndGet();
        return layouts.getOrDefault(chain, layout);
    }

    @Override
    public NodeStatus status() {
        Collection<io.catena.thrift.Layout> all = layouts.isEmpty() ? List.of(layout) : layouts.values();
        List<ReplicaStatus> replicas = all.stream()
                .limit(FakePlacement.next(placed.carried))
                .map(each -> new ReplicaStatus(each.getChain(), role(each), each.getEpoch(), 1, 10, 10, 9, 9))
                .toList();
        long pid = NO_SUCH_PROCESS;
        NodeStatus status = new NodeStatus(
                "test",
                "id",
                nodeId,
                INCARNATION,
                "127.0.0.1",
                port,
                pid,
                1000,
                true,
                true,
                replicas,
                Map.of("fsyncs", 3L));
        return status.setTroubles(troubles);
    }

    private Role role(io.catena.thrift.Layout in) {
        int place = in.getMembers().indexOf(member());
        if (place < 0) {
            return Role.NONE;
        }
        if (in.getMembersSize() == 1) {
            return Role.SINGLE;
        }
        return place == 0 ? Role.HEAD : place == in.getMembersSize() - 1 ? Role.TAIL : Role.MIDDLE;
    }

    @Override
    public void die(boolean clean, boolean force, String token) throws TException {
        beforeDie.run();
        if (staysAlive) {
            return;
        }
        if (clean) {
            new Thread(this::close).start();
        } else {
            close();
        }
    }

    @Override
    public void leave(boolean clean, boolean force, String token) throws Refused, TException {
        die(clean, force, token);
    }

    @Override
    public DataDigest digest(int chain) throws TException {
        beforeDigest.run();
        digestedChain = chain;
        return digest == null ? store.digest() : digest;
    }

    @Override
    public SettingsReport settings() {
        if (!settings.getWanted().equals(settings.getInForce()) && --settingsTakeEffectAfter <= 0) {
            settings.setInForce(settings.getWanted());
            settings.setEpoch(8);
            settings.setActivatedEpoch(8);
        }
        return settings;
    }

    @Override
    public SettingsReport changeSettings(SettingsChange change, String token) throws InvalidRequest, Refused {
        if (refusal != null) {
            throw refusal;
        }
        if (change.getLeaseMillis() > 10_000) {
            throw new InvalidRequest("lease-millis must be 0 to 10000, not " + change.getLeaseMillis());
        }
        ClusterSettings wanted = settings.getWanted().deepCopy();
        if (change.isSetLeaseMillis()) {
            wanted.setLeaseMillis(change.getLeaseMillis());
        }
        if (change.isSetMinReplicas()) {
            wanted.setMinReplicas(change.getMinReplicas());
        }
        if (change.isSetWishedReplicas()) {
            wanted.setWishedReplicas(change.getWishedReplicas());
        }
        if (change.isSetFormat()) {
            wanted.setFormat(change.getFormat());
        }
        settings.setWanted(wanted);
        return settings;
    }

    /** Like kill -9: the server sends nothing more on any connection and refuses new ones. */
    @Override
    public void close() {
        try {
            listener.close();
            hangUp();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        threads.shutdown();
    }
}

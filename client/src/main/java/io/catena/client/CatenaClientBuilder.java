package io.catena.client;

import io.catena.tls.TlsFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;

/** Collects what a {@link CatenaClient} needs to know. Not thread-safe. */
public final class CatenaClientBuilder {
    /** Less than the number of writes that a session may have under way. */
    static final int MAX_WAITING_OPERATIONS = ClientSession.WINDOW / 2;

    private final List<ServerAddress> servers = new ArrayList<>();
    private long timeoutMillis = 5000;
    private long attemptTimeoutMillis = 1000;
    private int connectionsPerServer = 1;
    private int maxWaitingOperations = 16_384;
    private Executor callbackExecutor;
    private boolean waitsWhenFull;
    private Runnable beforeThreadStart = () -> {};
    private NameLookup names = NameLookup.bySystem();
    private TlsFiles tls;
    private Path tokenFile;

    CatenaClientBuilder() {}

    /**
     * Servers to ask first, as {@code host:port}; at least one. They tell the client about the others. Name several: the
     * first call needs one that runs.
     *
     * @throws InvalidRequestException if one is malformed
     */
    public CatenaClientBuilder servers(String... hostsAndPorts) {
        return servers(Arrays.stream(hostsAndPorts).map(ServerAddress::parse).toList());
    }

    /** Like {@link #servers(String...)}. */
    public CatenaClientBuilder servers(List<ServerAddress> addresses) {
        servers.addAll(addresses);
        return this;
    }

    /** How long a call may take if its options do not say, 1 to 600,000 ms; default 5,000 ms. */
    public CatenaClientBuilder timeoutMillis(long millis) {
        timeoutMillis = RequestLimits.timeoutMillis(millis);
        return this;
    }

    /**
     * How long one server may keep silent before another is asked, 1 to 600,000 ms; default 1,000 ms. With a shorter time
     * the client leaves a frozen server sooner, but also repeats calls that a slow server would still answer.
     */
    public CatenaClientBuilder attemptTimeoutMillis(long millis) {
        attemptTimeoutMillis = RequestLimits.timeoutMillis(millis);
        return this;
    }

    /** Connections for writes, and as many for reads, to one server, 1 to 64; default 1, which batches best. */
    public CatenaClientBuilder connectionsPerServer(int connections) {
        connectionsPerServer = inRange("connectionsPerServer", connections, 64);
        return this;
    }

    /**
     * How many calls may be under way at once, 1 to 32,768; default 16,384. A call beyond that fails as OVERLOADED, or
     * waits, see {@link #waitWhenFull}. The keys and values of asynchronous calls stay in memory until the calls end.
     */
    public CatenaClientBuilder maxWaitingOperations(int operations) {
        maxWaitingOperations = inRange("maxWaitingOperations", operations, MAX_WAITING_OPERATIONS);
        return this;
    }

    /**
     * A call, synchronous or asynchronous, for which there is no place waits until another call has ended. It waits no
     * longer than its timeout; then it fails as OVERLOADED. So a loop may start any number of calls, and it is as fast as the
     * cluster. Without this option a call never waits to begin. On the client's own callback thread a call never waits,
     * because each asynchronous call gives its place back on that thread. For the same reason an executor of
     * {@link #callbackExecutor} needs a free thread while continuations on it wait.
     */
    public CatenaClientBuilder waitWhenFull() {
        waitsWhenFull = true;
        return this;
    }

    /**
     * Where the continuations of asynchronous calls run; default one thread of the client's own. They may make blocking
     * calls, but a continuation that waits for another future of this client needs an executor with more threads. The
     * executor must not run a task on the thread that submits it.
     */
    public CatenaClientBuilder callbackExecutor(Executor executor) {
        callbackExecutor = executor;
        return this;
    }

    /**
     * Speaks TLS with all servers; without this, plain text. A server is believed if one of the authorities has issued its
     * certificate, and the certificate names the host by which the server is called. If each known server refuses the
     * handshake, or is refused, for a reason that no repetition mends, and does so again for 1 s, calls fail with {@link
     * UnavailableException.Reason#TLS} and do not wait for their deadlines; a client that has had an answer before goes on for
     * 10 s, because files may just be renewed. As long as one server may still answer, calls go on to their deadlines. New files are taken without a restart; if
     * they cannot be used, the old ones are used further, and the JDK's {@link System.Logger} {@code io.catena.client} says
     * why.
     */
    public CatenaClientBuilder tls(TlsFiles files) {
        tls = files;
        return this;
    }

    /**
     * Shows the text of this file, without the white space around it, to each server to say who calls; only with
     * {@link #tls}. Needless with a certificate that says so. It is read for each connection.
     */
    public CatenaClientBuilder tokenFile(Path file) {
        tokenFile = file;
        return this;
    }

    /**
     * Makes the client, which does not connect yet. The first client of a process loads the classes that calls need; that
     * takes 0.1 s on a quiet machine and several times as long on a busy one.
     *
     * @throws InvalidRequestException if no server was named, or a file cannot be used
     */
    public CatenaClient build() {
        if (servers.isEmpty()) {
            throw new InvalidRequestException("no server was named; call servers(\"host:port\") first");
        }
        FirstCall.rehearse();
        return new CatenaClient(this);
    }

    private static int inRange(String name, int value, int max) {
        if (value < 1 || value > max) {
            throw new InvalidRequestException(name + " is 1 to " + max + ", not " + value);
        }
        return value;
    }

    /** For tests: how names are looked up. */
    CatenaClientBuilder names(NameLookup lookup) {
        names = lookup;
        return this;
    }

    /** For tests: runs before each start of a thread; what it throws, the start throws. */
    CatenaClientBuilder beforeThreadStart(Runnable hook) {
        beforeThreadStart = hook;
        return this;
    }

    Runnable beforeThreadStart() {
        return beforeThreadStart;
    }

    /** New, and to be closed with the client. */
    ServerAccess openAccess() {
        return ServerAccess.open(tls, tokenFile, names);
    }

    List<ServerAddress> servers() {
        return servers;
    }

    long timeoutMillis() {
        return timeoutMillis;
    }

    long attemptTimeoutMillis() {
        return attemptTimeoutMillis;
    }

    int connectionsPerServer() {
        return connectionsPerServer;
    }

    int maxWaitingOperations() {
        return maxWaitingOperations;
    }

    boolean waitsWhenFull() {
        return waitsWhenFull;
    }

    Executor callbackExecutor() {
        return callbackExecutor;
    }
}

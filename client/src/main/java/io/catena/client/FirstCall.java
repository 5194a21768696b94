package io.catena.client;

import io.catena.thrift.Catena;
import io.catena.thrift.ReadResult;
import io.catena.thrift.catenaConstants;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.apache.thrift.TException;
import org.apache.thrift.transport.TIOStreamTransport;

/**
 * A call that fails at once, made when the first client of a process is built. It loads the classes that calls need, and the
 * logging that Thrift looks for. Else the first call would load them: some of them in the time that it has for its answer,
 * and those of failures after its deadline. It connects to no server.
 */
final class FirstCall {
    private static final ServerAddress NO_SERVER = new ServerAddress("127.0.0.1", 1);
    /** So long that the attempt is made on any machine, however slow. */
    private static final long LONG_MILLIS = RequestLimits.MAX_TIMEOUT_MILLIS;

    static {
        readAClosedStream();
        failAtOnce();
    }

    private FirstCall() {}

    /** Does nothing if it has been called before. */
    static void rehearse() {
        // The static initializer has done it.
    }

    private static void readAClosedStream() {
        try {
            TIOStreamTransport closed =
                    new TIOStreamTransport(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());
            CallTransport call = new CallTransport(
                    new CallMultiplexer(new DeadlineSocket(), closed),
                    1,
                    closed.getConfiguration(),
                    Deadline.afterMillis(LONG_MILLIS),
                    ReplyBounds.NODES);
            new Catena.Client(new ReplyProtocol(call, 1, 1)).layout(catenaConstants.DEFAULT_CHAIN);
        } catch (TException e) {
            Problem.broken(NO_SERVER, e);
        }
    }

    private static void failAtOnce() {
        Threads threads = new Threads(1, null, ServerAccess.plainText(), () -> {});
        Topology topology = new Topology(List.of(NO_SERVER));
        ServerSearch serverSearch = new ServerSearch(topology, threads);
        Exchange<ReadResult, ReadOperation> exchange = new ReadExchange(topology);
        BatchQueues<ReadResult, ReadOperation> queues = new BatchQueues<>(
                topology,
                ChainRoute::readTarget,
                server -> {
                    SharedConnection connection = new SharedConnection(
                            server, topology, threads, new PendingConnections(topology, threads, serverSearch));
                    connection.close();
                    return Lane.on(connection, exchange, topology, threads, LONG_MILLIS);
                },
                1);
        WaitingRoom room = new WaitingRoom(topology, threads, serverSearch);
        ReadOperation call = new ReadOperation(
                new WaitingCaller<>(queues, new CallAdmission(1, false), room), LONG_MILLIS, new byte[1]);
        queues.batchQueue(call).run(call);
        call.giveUp(Ending.GivenUp.DEADLINE);
        try {
            call.result();
        } catch (UnavailableException e) {
            threads.close();
        }
    }
}

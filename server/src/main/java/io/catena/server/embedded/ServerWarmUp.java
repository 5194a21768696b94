package io.catena.server.embedded;

import io.catena.server.NodeMain;
import io.catena.thrift.CallOptions;
import io.catena.thrift.Catena;
import io.catena.thrift.CatenaAdmin;
import io.catena.thrift.Condition;
import io.catena.thrift.Unavailable;
import io.catena.thrift.Write;
import io.catena.thrift.WriteId;
import io.catena.thrift.WriteKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.transport.TSocket;
import org.apache.thrift.transport.TTransportException;
import org.apache.thrift.transport.layered.TFramedTransport;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;

/**
 * Runs a small chain of two nodes with a ZooKeeper server in the same process: starts, a write and a read at each node,
 * clean ends. The JVM records the classes that a node needs, for an archive that makes later starts faster; see
 * {@code scripts/lib.sh}.
 */
public final class ServerWarmUp {
    private static final long PATIENCE_SECONDS = 30;
    private static final String TOKEN = "rehearsal";

    private ServerWarmUp() {}

    /**
     * Ends the process with the node's exit code.
     *
     * @param arguments one: an empty directory that can be deleted afterwards
     */
    public static void main(String[] arguments) throws IOException, QuorumPeerConfig.ConfigException {
        Path directory = Path.of(arguments[0]);
        Files.writeString(directory.resolve(TOKEN), TOKEN);
        int zooKeeperPort = freePort();
        int port = freePort();
        LoopbackZooKeeper zooKeeper =
                new LoopbackZooKeeper(new Properties(), zooKeeperPort, directory.resolve("zookeeper"));
        inBackground("rehearsal-zookeeper", zooKeeper::run);
        inBackground("rehearsal-client", () -> {
            use(port, 1);
            int otherPort = freePort();
            inBackground(
                    "rehearsal-node",
                    () -> NodeMain.run(settings -> settings, options(directory, otherPort, zooKeeperPort)));
            use(otherPort, 2);
            use(port, 2);
            end(otherPort);
            use(port, 1);
            end(port);
        });
        NodeMain.main(options(directory, port, zooKeeperPort));
    }

    private static String[] options(Path directory, int port, int zooKeeperPort) {
        return new String[] {
            "--port", Integer.toString(port),
            "--data", directory.resolve("node-" + port).toString(),
            "--zookeeper", "127.0.0.1:" + zooKeeperPort,
            // Overrides a token file that the environment may name.
            "--admin-token-file", directory.resolve(TOKEN).toString()
        };
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    /** A task that fails ends the process, which would else go on for ever. */
    private static void inBackground(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (Exception | Error e) {
                        System.err.println(name + ": " + e);
                        Runtime.getRuntime().halt(1);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Uses the node as soon as the chain has this number of members. */
    private static void use(int port, int members) throws TException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!isUsed(port, members)) {
            if (System.nanoTime() > end) {
                throw new TTransportException("no chain of " + members + " within " + PATIENCE_SECONDS + " s");
            }
            Thread.sleep(50);
        }
    }

    private static boolean isUsed(int port, int members) throws TException {
        try (TFramedTransport transport = new TFramedTransport(new TSocket("127.0.0.1", port, 5_000))) {
            transport.open();
            Catena.Client client = new Catena.Client(new TBinaryProtocol(transport));
            ByteBuffer bytes = ByteBuffer.wrap("rehearsal".getBytes(StandardCharsets.UTF_8));
            client.put(bytes, bytes, new CallOptions());
            client.get(bytes, new CallOptions());
            useAsALibraryDoes(client, bytes);
            return client.layout(1).getMembersSize() == members;
        } catch (TTransportException | Unavailable e) {
            return false;
        }
    }

    /** With a session, conditions, and keys for which the disk is asked. */
    private static void useAsALibraryDoes(Catena.Client client, ByteBuffer key) throws TException {
        WriteId id = new WriteId(client.openSession(new CallOptions()), 1, 1);
        Write write = new Write(WriteKind.PUT, key, false);
        write.setValue(key);
        write.setId(id);
        write.setWantPrevious(true);
        write.setCondition(new Condition().setAbsent(true));
        client.write(List.of(write), new CallOptions());
        client.read(List.of(key, ByteBuffer.wrap(new byte[] {1})), new CallOptions());
    }

    private static void end(int port) throws TException {
        try (TFramedTransport transport = new TFramedTransport(new TSocket("127.0.0.1", port, 5_000))) {
            transport.open();
            CatenaAdmin.Client admin = new CatenaAdmin.Client(new TBinaryProtocol(transport));
            admin.status();
            admin.die(true, true, TOKEN);
        }
    }
}

package io.catena.server.embedded;

import io.catena.server.rpc.NativeTransport;
import io.catena.server.storage.files.DurableFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.ServerConfig;
import org.apache.zookeeper.server.ZooKeeperServerMain;
import org.apache.zookeeper.server.admin.AdminServer;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;

/**
 * A standalone ZooKeeper server that listens on the loopback address only.
 *
 * <p>A process can have only one: ZooKeeper keeps some settings in system properties. Not promised: any fault
 * tolerance. While the process does not run, the service is unavailable; all that it has acknowledged is on its disk.
 */
public final class LoopbackZooKeeper implements AutoCloseable {
    private final QuorumPeerConfig config = new QuorumPeerConfig();
    private final ZooKeeperServerMain server = new ZooKeeperServerMain();

    /**
     * @param settings settings of a ZooKeeper configuration file; ports, addresses and directories in it are ignored
     * @param port the client port, 1 to 65,535
     * @param data the directory for snapshots and transaction logs; created if it is missing
     * @throws QuorumPeerConfig.ConfigException if ZooKeeper does not accept the settings
     */
    public LoopbackZooKeeper(Properties settings, int port, Path data)
            throws IOException, QuorumPeerConfig.ConfigException {
        Properties all = new Properties();
        all.putAll(settings);
        all.keySet().removeIf(key -> key.toString().startsWith("server.") || key.equals("dataLogDir"));
        all.setProperty("clientPortAddress", InetAddress.getLoopbackAddress().getHostAddress());
        if (all.containsKey("secureClientPort")) {
            all.setProperty(
                    "secureClientPortAddress", InetAddress.getLoopbackAddress().getHostAddress());
        }
        all.setProperty("clientPort", Integer.toString(port));
        all.setProperty("dataDir", data.toAbsolutePath().toString());
        // The HTTP admin server would need Jetty, and would listen on all addresses.
        all.setProperty("admin.enableServer", "false");
        config.parseProperties(all);
        unpackInto(data.resolve("native"));
    }

    /** Else its native libraries are unpacked into the temporary directory that all users share. */
    private static void unpackInto(Path directory) throws IOException {
        DurableFiles.createDirectories(directory);
        NativeTransport.unpackInto(directory);
        System.setProperty(
                "org.xerial.snappy.tempdir", directory.toAbsolutePath().toString());
    }

    /**
     * Serves until {@link #close} is called from another thread.
     *
     * @throws IOException if the port is taken or the directory cannot be used
     */
    public void run() throws IOException, AdminServer.AdminServerException {
        DatadirCleanupManager purge = new DatadirCleanupManager(
                config.getDataDir(), config.getDataLogDir(), config.getSnapRetainCount(), config.getPurgeInterval());
        purge.start();
        ServerConfig standalone = new ServerConfig();
        standalone.readFrom(config);
        try {
            server.runFromConfig(standalone);
        } finally {
            purge.shutdown();
        }
    }

    /** Ends {@link #run}. The server must already listen: the close of a server that could not start never returns. */
    @Override
    public void close() {
        server.close();
    }
}

package io.catena.systemtest;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A ZooKeeper server as a process, standalone or of an ensemble. Any way to end it is safe for its data. */
public final class ZooKeeperProcess implements Coordination {
    private static final String ALONE = "io.catena.server.embedded.ZooKeeperMain";
    private static final String OF_ENSEMBLE = "org.apache.zookeeper.server.quorum.QuorumPeerMain";
    private static final List<String> SETTINGS = List.of(
            "tickTime=500",
            "minSessionTimeout=1000",
            "maxSessionTimeout=60000",
            "maxClientCnxns=1000",
            "preAllocSize=1024",
            "4lw.commands.whitelist=srvr",
            "admin.enableServer=false");

    private final String mainClass;
    private final List<String> arguments;
    private final Place place;
    private final int port;
    private final Path log;
    private JavaProcess process;

    private ZooKeeperProcess(Place place, String mainClass, List<String> arguments, int port, Path log) {
        this.place = place;
        this.mainClass = mainClass;
        this.arguments = arguments;
        this.port = port;
        this.log = log;
    }

    /** A standalone server, not started. */
    public static ZooKeeperProcess alone(Path folder, int port) {
        Path directory = Folders.make(folder.toAbsolutePath());
        Path settings = Folders.write(directory.resolve("zoo.cfg"), SETTINGS);
        return new ZooKeeperProcess(
                Place.LOOPBACK,
                ALONE,
                List.of(
                        "--port",
                        Integer.toString(port),
                        "--data",
                        directory.resolve("data").toString(),
                        "--config",
                        settings.toString()),
                port,
                directory.resolve("zookeeper.log"));
    }

    /**
     * A server of an ensemble, not started.
     *
     * @param directory absolute; exists
     * @param servers the lines {@code server.N=host:port:port} of all servers
     */
    static ZooKeeperProcess ofEnsemble(Place place, Path directory, int number, int port, List<String> servers) {
        Path data = Folders.make(directory.resolve("data"));
        Folders.write(data.resolve("myid"), List.of(Integer.toString(number)));
        List<String> lines = new java.util.ArrayList<>(SETTINGS);
        lines.addAll(servers);
        lines.add("initLimit=20");
        lines.add("syncLimit=8");
        lines.add("clientPortAddress=" + place.host());
        lines.add("clientPort=" + port);
        lines.add("dataDir=" + data);
        Path settings = Folders.write(directory.resolve("zoo.cfg"), lines);
        return new ZooKeeperProcess(
                place, OF_ENSEMBLE, List.of(settings.toString()), port, directory.resolve("zookeeper.log"));
    }

    /** Starts the process and returns at once. */
    void begin() {
        process = JavaProcess.start(place, log, List.of(), mainClass, arguments);
    }

    @Override
    public void start() {
        begin();
        awaitServing();
    }

    void awaitServing() {
        Awaitility.await("ZooKeeper on port " + port + ", see " + log)
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(60))
                .until(() -> !mode().isEmpty());
    }

    /** standalone, leader or follower; empty while it does not serve. */
    String mode() {
        try (Socket socket = new Socket(place.host(), port)) {
            socket.setSoTimeout(2_000);
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.lines()
                    .filter(line -> line.startsWith("Mode: "))
                    .map(line -> line.substring("Mode: ".length()))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public String addresses() {
        return place.address(port);
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    @Override
    public void kill() {
        process.kill();
    }

    /** SIGSTOP. */
    public void suspend() {
        process.signal("STOP");
    }

    /** SIGCONT; does nothing if it does not run. */
    public void resume() {
        if (isAlive()) {
            process.signal("CONT");
        }
    }

    public Place place() {
        return place;
    }

    Path log() {
        return log;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}

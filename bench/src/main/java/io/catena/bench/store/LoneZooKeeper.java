package io.catena.bench.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One ZooKeeper server, as {@code scripts/cluster} starts it. */
public final class LoneZooKeeper implements AutoCloseable {
    private static final long START_SECONDS = 30;
    private static final long POLL_MILLIS = 50;
    private static final int CONNECT_MILLIS = 1_000;
    private static final int ANSWER_MILLIS = 10_000;
    private static final List<String> JVM =
            List.of("-Xmx128m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final StartPlace startPlace;
    private final Path folder;
    private ServerProcess process;

    public LoneZooKeeper(StartPlace startPlace) {
        this.startPlace = startPlace;
        this.folder = startPlace.folder("lone-zookeeper");
    }

    /** Starts it with empty data; returns when it serves. */
    public void start() throws ServersException, InterruptedException {
        Path root = startPlace.root();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(JVM);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "io.catena.server.embedded.ZooKeeperMain",
                "--port",
                Integer.toString(startPlace.basePort()),
                "--data",
                folder.resolve("data").toString(),
                "--config",
                root.resolve("zk-config/standalone.cfg").toString()));
        process = ServerProcess.start(folder, command);
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(START_SECONDS)) {
            process.requireAlive();
            try {
                if (ask("ruok").equals("imok")) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        throw new ServersException(
                "ZooKeeper does not serve after " + START_SECONDS + " s; its log ends with\n" + process.tail());
    }

    /** As nodes know it. */
    public String address() {
        return "127.0.0.1:" + startPlace.basePort();
    }

    /** One of the figures that the server tells of itself, as {@code zk_znode_count}. */
    public long figure(String name) throws IOException {
        return ask("mntr")
                .lines()
                .filter(line -> line.startsWith(name + "\t"))
                .map(line -> (long) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("ZooKeeper does not tell " + name));
    }

    /** The memory of its process. */
    public double residentMib() {
        return ProcessUsage.of(List.of(process.pid())).medianResidentMib();
    }

    private String ask(String word) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), startPlace.basePort()), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            socket.getOutputStream().write(word.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        StartPlace.remove(folder);
    }
}

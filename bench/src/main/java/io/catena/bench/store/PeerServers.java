package io.catena.bench.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Three servers of another store: their processes, ports and folders. A subclass for each store says how they are
 * started.
 */
abstract class PeerServers implements Servers {
    static final int MEMBERS = 3;
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final StartPlace startPlace;
    private final List<ServerProcess> processes = new ArrayList<>();

    PeerServers(StartPlace startPlace) {
        this.startPlace = startPlace;
    }

    /**
     * The command that starts one member, counted from 0. The method may write into the member's folder, which exists.
     */
    abstract List<String> command(int member, Path folder) throws IOException;

    /** Whether the whole store serves. Called repeatedly once all members listen. */
    abstract boolean serves() throws Exception;

    /** The port for clients. */
    final int clientPort(int member) {
        return startPlace.basePort() + member;
    }

    /** The port for the other members. */
    final int memberPort(int member) {
        return startPlace.basePort() + MEMBERS + member;
    }

    /** A second port for the other members. */
    final int secondMemberPort(int member) {
        return startPlace.basePort() + 2 * MEMBERS + member;
    }

    final StartPlace startPlace() {
        return startPlace;
    }

    @Override
    public void start() throws ServersException, InterruptedException {
        requireFreePorts();
        try {
            for (int member = 0; member < MEMBERS; member++) {
                Path folder = startPlace.folder(name()).resolve("server-" + member);
                Files.createDirectories(folder);
                processes.add(ServerProcess.start(folder, command(member, folder)));
            }
        } catch (IOException e) {
            throw new ServersException(name() + ": cannot write its folder: " + e, e);
        }
        awaitServing();
    }

    private void requireFreePorts() throws ServersException {
        for (int port = clientPort(0); port < secondMemberPort(MEMBERS); port++) {
            if (listens(port)) {
                throw new ServersException("port " + port + " is taken; choose another --base-port");
            }
        }
    }

    private void awaitServing() throws ServersException, InterruptedException {
        long begin = System.nanoTime();
        String last = "its servers do not listen";
        while (System.nanoTime() - begin < START_NANOS) {
            for (ServerProcess process : processes) {
                process.requireAlive();
            }
            try {
                if (allListen() && serves()) {
                    return;
                }
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                last = e.toString();
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new ServersException(name() + " does not serve after 30 s: " + last
                + "; the first server's log ends with\n" + processes.get(0).tail());
    }

    private boolean allListen() {
        for (int member = 0; member < MEMBERS; member++) {
            if (!listens(clientPort(member))) {
                return false;
            }
        }
        return true;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Empty if the program is on the path, else why it is missing. */
    static Optional<String> notInstalled(String program, String howTo) {
        boolean found = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        return found ? Optional.empty() : Optional.of(program + " is not installed; " + howTo);
    }

    @Override
    public void close() {
        processes.forEach(ServerProcess::close);
        processes.clear();
        StartPlace.remove(startPlace.folder(name()));
    }
}

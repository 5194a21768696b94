package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.client.CatenaClient;
import io.catena.client.Versioned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** Nodes in locales with other digits read what nodes in other locales have written, and the reverse. */
public class DigitsIT {
    private static final List<String> OWN_DIGITS =
            List.of("-Duser.language=fa", "-Duser.country=IR", "-Duser.extensions=u-nu-arabext");

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int END_SECONDS = 30;
    private static final int ENDED_BY_TERM = 143;
    private static final int PAIRS = 50;

    private final Ports ports = new Ports();
    private Coordination zookeeper;
    private NodeSettings settings;
    private Path folder;
    private int port;

    @Before
    public void start() {
        folder = Folders.fresh(Path.of("target", "clusters", "DigitsIT")).toAbsolutePath();
        zookeeper = ZooKeeperProcess.alone(folder.resolve("zookeeper"), ports.free());
        zookeeper.start();
        settings = NodeSettings.of(zookeeper.addresses(), 6_000);
        port = ports.free();
    }

    @After
    public void stop() {
        zookeeper.close();
    }

    @Test
    public void row81_what_was_written_with_other_digits_is_read() {
        in(OWN_DIGITS, () -> write("first"));
        noFileIsNamedByOtherDigits();
        in(List.of(), () -> {
            read("first");
            write("second");
        });
        in(OWN_DIGITS, () -> {
            read("first");
            read("second");
        });
    }

    @Test
    public void row81_the_command_line_speaks_to_the_same_keys_with_other_digits() {
        in(OWN_DIGITS, () -> {
            catena(OWN_DIGITS, "put", "k-1", "12");
            catena(List.of(), "get", "k-1");
            catena(List.of(), "put", "k-2", "34");
            catena(OWN_DIGITS, "get", "k-2");
            catena(OWN_DIGITS, "status");
            catena(OWN_DIGITS, "digest");
        });
    }

    /** One life of the node, which ends in order. */
    private void in(List<String> jvmOptions, Runnable life) {
        try (NodeProcess node = new NodeProcess(
                Place.LOOPBACK, port, Folders.make(folder.resolve("node")), settings.withJvmOptions(jvmOptions))) {
            node.start();
            life.run();
            node.terminate();
            assertEquals(ENDED_BY_TERM, node.awaitExit(END_SECONDS));
        }
    }

    private void write(String name) {
        try (CatenaClient client = client()) {
            for (int i = 0; i < PAIRS; i++) {
                client.put(name + i, "value " + i);
            }
        }
    }

    private void read(String name) {
        try (CatenaClient client = client()) {
            for (int i = 0; i < PAIRS; i++) {
                assertEquals(
                        "value " + i, client.get(name + i).map(Versioned::text).orElse("missing"));
            }
        }
    }

    private CatenaClient client() {
        return CatenaClient.builder()
                .servers("127.0.0.1:" + port)
                .timeoutMillis(TIMEOUT_MILLIS)
                .build();
    }

    private void noFileIsNamedByOtherDigits() {
        try (Stream<Path> files = Files.walk(folder.resolve("node"))) {
            files.forEach(file -> assertTrue(
                    file.toString(),
                    StandardCharsets.US_ASCII
                            .newEncoder()
                            .canEncode(folder.relativize(file).toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void catena(List<String> jvmOptions, String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--servers", "127.0.0.1:" + port, "--timeout", "30s"));
        try (JavaProcess process =
                JavaProcess.start(folder.resolve("catena.log"), jvmOptions, "io.catena.cli.CatenaCommand", arguments)) {
            assertEquals(arguments.toString(), 0, process.awaitExit(END_SECONDS));
        }
    }
}

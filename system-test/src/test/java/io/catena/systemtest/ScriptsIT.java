package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Test;

/** The scripts on unusual machines: odd paths, symbolic links, locales with ASCII characters only. */
public class ScriptsIT {
    private static final Path FOLDER =
            Folders.fresh(Path.of("target", "clusters", "ScriptsIT").toAbsolutePath());
    private static final AtomicInteger FOLDERS = new AtomicInteger();
    private static final String NAME = "odd";

    /**
     * Each test has a folder of its own: scripts make class archives in the background, perhaps still for the test
     * before. ASCII only, because this JVM may itself run in such a locale.
     */
    private final Path odd = FOLDER.resolve("folder " + FOLDERS.incrementAndGet() + " with 'blanks'");

    private final Ports ports = new Ports();
    private String basePort;

    private record Outcome(int exitCode, String output) {}

    /** The programs as they were built, in a folder whose name a careless script would split into several words. */
    @Before
    public void copyPrograms() throws IOException {
        Folders.make(odd);
        Path root = Path.of("..").toAbsolutePath().normalize();
        Folders.copy(root.resolve("scripts"), odd.resolve("scripts"));
        Folders.copy(root.resolve("zk-config"), odd.resolve("zk-config"));
        for (String module : List.of("cli", "server")) {
            Path from = root.resolve(module).resolve("target");
            Path to = Folders.make(odd.resolve(module).resolve("target"));
            Files.createSymbolicLink(to.resolve("lib"), from.resolve("lib"));
            try (Stream<Path> jars = Files.list(from)) {
                for (Path jar :
                        jars.filter(file -> file.toString().endsWith(".jar")).toList()) {
                    Files.copy(jar, to.resolve(jar.getFileName()));
                }
            }
        }
        ports.free();
        basePort = Integer.toString(ports.free());
    }

    @After
    public void endCluster() throws Exception {
        run(script("cluster"), "clean", "--name", NAME);
    }

    @Test
    public void folders_with_blanks_links_to_scripts_and_a_locale_of_ascii_alone_are_no_obstacle() throws Exception {
        Path link = Files.createSymbolicLink(FOLDER.resolve("cluster-link"), script("cluster"));
        succeed(link, "start", "-n", "1", "--base-port", basePort, "--name", NAME);
        Path archive = odd.resolve("cli/target");
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() ->
                        run(new String[] {"ls", archive.toString()}, "").output.contains(".jsa\n"));
        String servers = "127.0.0.1:" + basePort;
        succeed(script("catena"), "--servers", servers, "put", "\u043a\u043b\u044e\u0447", "v\u00e4rde");
        assertEquals("v\u00e4rde", succeed(script("catena"), "--servers", servers, "get", "\u043a\u043b\u044e\u0447"));
    }

    @Test
    public void a_path_that_is_not_ascii_is_understood_in_a_locale_of_ascii_alone() throws Exception {
        Outcome outcome = run(script("catena-server"), "--config", "pl\u00e4ne.conf");
        assertEquals(outcome.output, 2, outcome.exitCode);
        assertTrue(outcome.output, outcome.output.contains("pl\u00e4ne.conf"));
        assertTrue(outcome.output, outcome.output.contains("there is no "));
    }

    @Test
    public void a_zookeeper_that_is_away_is_named_and_waited_for() throws Exception {
        String nowhere = "127.0.0.1:" + ports.free();
        Outcome outcome = run(
                script("cluster"),
                "start",
                "-n",
                "1",
                "--base-port",
                basePort,
                "--zookeeper",
                nowhere,
                "--name",
                NAME,
                "--timeout",
                "10");
        assertEquals(outcome.output, 1, outcome.exitCode);
        assertTrue(outcome.output, outcome.output.contains("waiting for ZooKeeper at " + nowhere));
        String log = JavaProcess.text(odd.resolve("run/" + NAME + "/node-" + basePort + "/log/catena.log"));
        assertTrue(log, log.contains("waiting for ZooKeeper at " + nowhere));
        assertFalse(log, log.contains("\tat "));
    }

    @Test
    public void a_cluster_of_several_chains_is_started_stopped_and_started_again() throws Exception {
        String[] start = {
            "start", "-n", "1", "--base-port", basePort, "--chains", "4", "--replicas", "all", "--name", NAME
        };
        succeed(script("cluster"), start);
        String servers = "127.0.0.1:" + basePort;
        for (int i = 0; i < 6; i++) {
            succeed(script("catena"), "--servers", servers, "put", "key" + i, "value" + i);
        }
        succeed(script("cluster"), "stop", "--name", NAME);
        succeed(script("cluster"), "start", "--name", NAME);
        for (int i = 0; i < 6; i++) {
            assertEquals("value" + i, succeed(script("catena"), "--servers", servers, "get", "key" + i));
        }
        Outcome status = run(script("catena"), "--servers", servers, "status");
        assertTrue(status.output, status.output.contains("4 chains, 1 node"));
        Outcome one = run(script("catena"), "--servers", servers, "status", "--chain", "3");
        assertTrue(one.output, one.output.contains("chain 3 of 4"));
    }

    @Test
    public void options_given_to_the_cluster_are_kept_for_nodes_that_start_later() throws Exception {
        succeed(
                script("cluster"),
                "start",
                "-n",
                "1",
                "--base-port",
                basePort,
                "--name",
                NAME,
                "--",
                "--max-connections",
                "77");
        String later = Integer.toString(ports.free());
        Outcome mistyped = run(script("start"), later, "--name", NAME);
        assertEquals("row 85", 2, mistyped.exitCode);
        assertTrue(mistyped.output, mistyped.output.contains("it has " + basePort + "); --new starts"));
        succeed(script("start"), later, "--new", "--name", NAME);
        String log = JavaProcess.text(odd.resolve("run/" + NAME + "/node-" + later + "/log/catena.log"));
        assertTrue(log, log.contains("max-connections = 77"));
    }

    @Test
    public void row90_what_a_cluster_writes_is_its_owners_alone_and_a_token_that_is_not_is_said_so() throws Exception {
        Path token = Files.createFile(
                odd.resolve("token"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        Files.writeString(token, "secret-4711");
        succeed(
                script("cluster"),
                "start",
                "-n",
                "1",
                "--base-port",
                basePort,
                "--name",
                NAME,
                "--admin-token-file",
                token.toString());
        // No file is created or deleted while the folder is read.
        succeed(script("cluster"), "stop", "--name", NAME);
        try (Stream<Path> all = Files.walk(odd.resolve("run"))) {
            for (Path path : all.toList()) {
                String expected = Files.isDirectory(path) ? "rwx------" : "rw-------";
                assertEquals(
                        path.toString(), expected, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            }
        }
        String log = JavaProcess.text(odd.resolve("run/" + NAME + "/node-" + basePort + "/log/catena.log"));
        assertTrue(log, log.contains(token + " is open to other users (rw-r--r--)"));
    }

    @Test
    public void the_code_for_a_missing_key_is_of_nothing_that_keeps_the_command_line_from_starting_row86()
            throws Exception {
        String catena = script("catena").toString();
        Outcome noJava = run(new String[] {"env", "JAVA_HOME=/nonexistent", catena, "get", "k"}, "");
        assertEquals(noJava.output, 3, noJava.exitCode);
        assertTrue(noJava.output, noJava.output.contains("no Java"));
        Outcome noJvm = run(new String[] {"env", "CATENA_CLI_JAVA_OPTS=-Xbogus", catena, "get", "k"}, "");
        assertEquals(noJvm.output, 2, noJvm.exitCode);
        String inNoFolder =
                "mkdir gone && cd gone && rmdir ../gone && exec \"$0\" --servers 127.0.0.1:1 --timeout 1s get k";
        Outcome gone = run(new String[] {"bash", "-c", inNoFolder, catena}, "");
        assertEquals(gone.output, 3, gone.exitCode);
        assertTrue(gone.output, gone.output.contains("the working folder is gone"));
        Outcome closed = run(new String[] {catena, "--servers", "127.0.0.1:1", "put", "k", "-"}, "<&-");
        assertEquals(closed.output, 2, closed.exitCode);
        assertTrue(closed.output, closed.output.contains("standard input; if it is closed"));
    }

    @Test
    public void an_empty_data_folder_is_no_name_for_the_working_folder() throws Exception {
        Outcome outcome = run(script("catena-server"), "--port", basePort, "--zookeeper", "127.0.0.1:1", "--data", "");
        assertEquals(outcome.output, 2, outcome.exitCode);
        assertTrue(outcome.output, outcome.output.contains("--data"));
        assertFalse(Files.exists(odd.resolve("node.json")));
    }

    @Test
    public void row86_output_that_fails_leaves_nothing_half_done_and_ends_with_code_seven() throws Exception {
        String second = Integer.toString(Integer.parseInt(basePort) + 1);
        endsWithSeven(script("cluster"), "start", "-n", "2", "--base-port", basePort, "--name", NAME);
        succeed(script("cluster"), "status", "--name", NAME);
        endsWithSeven(script("leave"), second, "--name", NAME);
        assertTrue(Files.exists(odd.resolve("run/" + NAME + "/node-" + second + ".left")));
        endsWithSeven(script("kill"), basePort, "--name", NAME);
        endsWithSeven(script("kill"), "--help");
        endsWithSeven(script("cluster"), "stop", "--name", NAME);
        Outcome status = run(script("cluster"), "status", "--name", NAME);
        assertEquals(status.output, 3, status.exitCode);
        assertTrue(status.output, status.output.contains("No node runs"));
    }

    private void endsWithSeven(Path script, String... arguments) throws Exception {
        Assume.assumeTrue(Files.exists(Path.of("/dev/full")));
        Outcome outcome = run(words(script, arguments), ">/dev/full");
        assertEquals(outcome.output, 7, outcome.exitCode);
        assertTrue(outcome.output, outcome.output.contains("the output could not be written"));
    }

    private Path script(String name) {
        return odd.resolve("scripts").resolve(name);
    }

    private String succeed(Path script, String... arguments) throws Exception {
        Outcome outcome = run(script, arguments);
        assertEquals(outcome.output, 0, outcome.exitCode);
        return outcome.output;
    }

    private Outcome run(Path script, String... arguments) throws Exception {
        return run(words(script, arguments), "");
    }

    private static String[] words(Path script, String... arguments) {
        return Stream.concat(Stream.of(script.toString()), Stream.of(arguments)).toArray(String[]::new);
    }

    /** The arguments are passed as UTF-8 in a file, so that they do not depend on the locale of this JVM. */
    private Outcome run(String[] command, String redirection) throws Exception {
        Path words = Files.write(FOLDER.resolve("words"), List.of(command), StandardCharsets.UTF_8);
        Path output = FOLDER.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        "bash",
                        "-c",
                        "umask 022; mapfile -t words <\"$0\"; exec \"${words[@]}\" " + redirection,
                        words.toString())
                .directory(odd.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CATENA_") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertTrue("ends within two minutes", process.waitFor(2, TimeUnit.MINUTES));
        return new Outcome(process.exitValue(), JavaProcess.text(output));
    }
}

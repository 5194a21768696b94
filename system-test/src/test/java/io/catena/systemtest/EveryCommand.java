package io.catena.systemtest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.cli.CatenaCommand;
import io.catena.cli.text.Console;
import io.catena.client.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks a node that carries no chain everything that the command line can ask or order. The command line itself says which commands there
 * are: one that is missing here fails the test.
 */
final class EveryCommand {
    private static final Set<String> ASK_NO_NODE = Set.of(
            "access",
            "access token",
            "completion",
            "context",
            "context delete",
            "context list",
            "context set",
            "context show",
            "context use",
            "placement");
    /** The test gives these orders at its end. */
    private static final Set<String> END_THE_NODE = Set.of("die", "leave");

    private static final Pattern FUNCTION_OF_A_COMMAND = Pattern.compile("function _picocli_catena_(\\w+)\\(\\)");
    private static final int DONE = 0;
    private static final int NO = 1;
    private static final int USAGE = 2;
    private static final int UNAVAILABLE = 3;

    private final NodeProcess node;
    private final NodeProcess other;
    private final Path folder;

    /** @param folder for files; exists */
    EveryCommand(NodeProcess node, NodeProcess other, Path folder) {
        this.node = node;
        this.other = other;
        this.folder = folder;
    }

    /** One question, and what is right: the exit code, and a part of what is printed. */
    private record Question(String command, int code, String says, String... arguments) {
        Stream<String> words() {
            return Stream.concat(Stream.of(command.split(" ")), Stream.of(arguments));
        }
    }

    private List<Question> questions() {
        String port = Integer.toString(node.port());
        String pairs = Folders.write(folder.resolve("pairs.tsv"), List.of("every-1\tone", "every-2\ttwo"))
                .toString();
        String rules = Folders.write(folder.resolve("rules.json"), List.of("{\"grants\":[]}"))
                .toString();
        return List.of(
                new Question("put", DONE, "", "every", "value"),
                new Question("get", DONE, "value", "every"),
                new Question("get", DONE, "value", "every", "--from", port),
                new Question("get", UNAVAILABLE, "ask one of its members", "every", "--stale"),
                new Question("get", UNAVAILABLE, "ask one of its members", "every", "--stale", "--from", port),
                new Question("delete", DONE, "", "every"),
                new Question("load", DONE, "", pairs),
                new Question("verify", DONE, "", pairs),
                new Question("status", DONE, "  drained"),
                new Question("chains", DONE, "drained"),
                new Question("layout", DONE, "chain 1"),
                new Question("digest", DONE, "chain 1"),
                new Question("settings", DONE, "in force on all members of all chains"),
                new Question("settings set", DONE, "in force on all members of all chains", "lease-millis=400"),
                new Question("settings set", USAGE, "min-replicas must be 1 to 3, not 4", "min-replicas=4"),
                new Question("access set", DONE, "", rules),
                new Question("access show", DONE, "grants"),
                new Question("access test", NO, "somebody may neither read nor write", "somebody", "every"),
                new Question("drain", DONE, " is empty: it may be stopped", port),
                new Question("undrain", DONE, " is not drained", Integer.toString(other.port())),
                new Question("placement plan", DONE, "HEADS"),
                new Question("rebalance", DONE, "all nodes that are to carry chains run"));
    }

    /** All of them in turn. */
    void ask() {
        List<Question> questions = questions();
        Set<String> known = new TreeSet<>(ASK_NO_NODE);
        known.addAll(END_THE_NODE);
        questions.forEach(question -> known.add(question.command()));
        assertEquals("commands", commands(), known);
        List<String> wrong = new ArrayList<>();
        for (Question question : questions) {
            String name = question.words().collect(Collectors.joining(" "));
            Run run = run(question.words());
            if (run.code() != question.code() || !run.text().contains(question.says())) {
                wrong.add("'" + name + "' gives " + run.code() + ": " + run.text());
            }
            assertTrue(name + " has ended the node", node.isAlive());
        }
        assertEquals("not right", List.of(), wrong);
        assertThrows(
                "digests are asked of members alone",
                InvalidRequestException.class,
                () -> node.admin().digest(1));
    }

    /** As the completion script knows them. */
    private Set<String> commands() {
        return FUNCTION_OF_A_COMMAND
                .matcher(run(Stream.of("completion")).text())
                .results()
                .map(function -> function.group(1).replace('_', ' '))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private record Run(int code, String text) {}

    /** In this process: a process for each of them would take half a minute. */
    private Run run(Stream<String> words) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream both = Console.utf8(printed);
        Console console = new Console(InputStream.nullInputStream(), both, both, false, false, false);
        String noContexts = folder.resolve("no-contexts.json").toString();
        int code = CatenaCommand.run(
                console,
                name -> name.equals("CATENA_CONTEXTS") ? noContexts : null,
                Stream.concat(Stream.of("--servers", node.address()), words).toArray(String[]::new));
        return new Run(code, printed.toString(StandardCharsets.UTF_8));
    }
}

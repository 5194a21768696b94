package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.client.FakeServer;
import java.util.List;
import java.util.Set;
import org.junit.Test;

public class SubcommandsTest {
    private static final List<String> NAMES = List.of(
            "put",
            "get",
            "delete",
            "load",
            "verify",
            "status",
            "layout",
            "digest",
            "die",
            "leave",
            "drain",
            "undrain",
            "placement",
            "rebalance",
            "context",
            "completion");

    @Test
    public void onlyWhatIsNamedIsMade() {
        assertEquals(Set.of("get"), Subcommands.among("-o", "json", "get", "k").keySet());
    }

    @Test
    public void theHelpShowsAllOfThem() {
        for (Run run : List.of(Run.of("--help"), Run.of("-h", "get"))) {
            for (String name : NAMES) {
                assertTrue(run.out(), run.out().contains("\n  " + name + " "));
            }
        }
    }

    @Test
    public void theHelpOfOneHasItsName() {
        for (String name : NAMES) {
            Run run = Run.of(name, "--help");
            assertEquals(run.err(), 0, run.exitCode());
            assertTrue(run.out(), run.out().startsWith("Usage: catena " + name + " "));
        }
    }

    @Test
    public void theCompletionKnowsAllOfThem() {
        String script = Run.of("completion").out();
        for (String name : NAMES) {
            assertTrue(name, script.contains("_picocli_catena_" + name + "()"));
        }
    }

    @Test
    public void aKeyOrValueMayBeCalledLikeACommand() {
        try (FakeServer server = new FakeServer()) {
            assertEquals(
                    0,
                    Run.of("put", "get", "status", "--servers", server.address())
                            .exitCode());
            assertEquals(
                    "status",
                    Run.of("--servers", server.address(), "get", "get").out());
        }
    }

    @Test
    public void aCommandThatThereIsNotIsBadUsage() {
        Run run = Run.of("gte", "k");
        assertEquals(2, run.exitCode());
        assertTrue(run.err(), run.err().matches("catena: [^\n]*gte[^\n]*\n"));
    }
}

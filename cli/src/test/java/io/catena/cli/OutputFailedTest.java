package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.catena.client.FakeServer;
import java.util.List;
import org.junit.After;
import org.junit.Test;

public class OutputFailedTest {
    private final FakeServer server = new FakeServer();

    @After
    public void close() {
        server.close();
    }

    private String[] line(String command) {
        return (command + " --servers " + server.address()).split(" ");
    }

    @Test
    public void aResultThatCannotBeWrittenIsAnErrorOfEveryCommand() {
        Run.of(line("put k u"));
        for (String command : List.of(
                "put k v -o json",
                "put k w",
                "get k",
                "get k -o json",
                "get k --stale",
                "status",
                "layout",
                "digest",
                "completion",
                "get --help",
                "--version",
                "delete k")) {
            Run run = Run.ontoFullDisk(false, line(command));
            assertEquals(command + ": " + run.err(), 7, run.exitCode());
            assertTrue(run.err(), run.err().contains("catena: the result could not be written"));
        }
    }

    @Test
    public void aReaderThatWantsNoMoreEndsACommandQuietly() {
        Run.of(line("put k v"));
        Run run = Run.ontoFullDisk(true, line("get k"));
        assertEquals(141, run.exitCode());
        assertEquals("", run.err());
    }

    @Test
    public void aCommandThatFailedKeepsItsCode() {
        assertEquals(1, Run.ontoFullDisk(false, line("get missing -o json")).exitCode());
        assertEquals(2, Run.ontoFullDisk(false, line("get")).exitCode());
    }
}

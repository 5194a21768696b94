package io.catena.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Of several commands one at a time changes the contexts. */
public class LockFileTest {
    private static final long NO_WAIT_MILLIS = 0;
    private static final long LONG_MILLIS = 300_000;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path file;
    private Path contexts;

    @Before
    public void name() {
        contexts = folder.getRoot().toPath().resolve("contexts.json");
        file = folder.getRoot().toPath().resolve("contexts.json.lock");
    }

    /** Another process: holds the lock until its input ends. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws IOException {
            try (FileChannel channel =
                            FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                System.out.write(lock.isValid() ? 1 : 0);
                System.out.flush();
                System.in.read();
            }
        }
    }

    private Process holder() throws IOException {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertEquals("it holds the lock", 1, holder.getInputStream().read());
        return holder;
    }

    private static void assertTold(CommandFailure failure, String... words) {
        assertEquals(ExitCode.USAGE, failure.exitCode());
        for (String one : words) {
            assertTrue(failure.getMessage(), failure.getMessage().contains(one));
        }
    }

    @Test
    public void whatAnotherProcessHoldsIsNotTaken() throws IOException {
        Process holder = holder();
        try {
            CommandFailure failure = assertThrows(CommandFailure.class, () -> LockFile.take(file, NO_WAIT_MILLIS));
            assertTold(failure, "another command is changing the contexts and holds " + file, "nothing was changed");
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    public void whatAProcessHeldIsTakenWhenItHasEnded() throws IOException {
        Process holder = holder();
        holder.destroyForcibly();
        LockFile.take(file, LONG_MILLIS).close();
        assertTrue(Files.exists(file));
    }

    @Test
    public void withinAProcessOneHoldsItToo() throws IOException {
        LockFile first = LockFile.take(file, NO_WAIT_MILLIS);
        assertThrows(CommandFailure.class, () -> LockFile.take(file, NO_WAIT_MILLIS));
        first.close();
        LockFile.take(file, NO_WAIT_MILLIS).close();
    }

    @Test
    public void noContextIsChangedWhileAnotherProcessHoldsTheLock() throws IOException {
        Process holder = holder();
        try {
            ContextsFile changed = new ContextsFile(contexts, NO_WAIT_MILLIS);
            assertThrows(CommandFailure.class, () -> changed.change(before -> before));
            assertEquals(Contexts.EMPTY, changed.read());
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    public void aFileSystemWithoutLocksIsTold() {
        CommandFailure failure = assertThrows(
                CommandFailure.class,
                () -> LockFile.await(
                        file,
                        () -> {
                            throw new IOException("No locks available");
                        },
                        NO_WAIT_MILLIS));
        assertTold(
                failure,
                file.toString(),
                "No locks available",
                "nothing was changed",
                "let CATENA_CONTEXTS name a file on another file system");
    }
}

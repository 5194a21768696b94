package io.catena.server.logging;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.junit.After;
import org.junit.Assume;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class LogConfigurationTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final LoggerContext context = new LoggerContext("test");

    @After
    public void stop() {
        context.stop();
    }

    private Configuration start(Level level, Path directory) {
        context.start(
                new LogConfiguration(context, new LogSettings(level, directory == null ? null : directory.toString())));
        return context.getConfiguration();
    }

    private Path directory() {
        return folder.getRoot().toPath().resolve("made/log");
    }

    @Test
    public void theProcessUsesIt() {
        LoggerContext ofProcess = (LoggerContext) LogManager.getContext(false);
        assertEquals(LogConfiguration.class, ofProcess.getConfiguration().getClass());
    }

    @Test
    public void linesGoToAFileAsSoonAsTheyAreSaidAndNothingToStderr() throws IOException {
        Configuration configuration = start(Level.INFO, directory());
        Logger logger = context.getLogger("io.catena.server.Some");
        logger.debug("not said");
        logger.info("said {}", 1);
        logger.error("failed", new IOException("why"));
        List<String> lines = Files.readAllLines(directory().resolve("catena.log"));
        String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d)";
        assertTrue(lines.get(0), lines.get(0).matches(time + " INFO  \\[main] Some: said 1"));
        assertTrue(lines.get(1), lines.get(1).matches(time + " ERROR \\[main] Some: failed"));
        assertEquals("java.io.IOException: why", lines.get(2));
        assertTrue(configuration.getAppenders().values().stream().noneMatch(ConsoleAppender.class::isInstance));
    }

    /** An existing log file shows the permissions without the effect of a umask. */
    @Test
    public void noOtherUserReadsAFileOfTheLogWhateverTheUmaskIs() throws IOException {
        Assume.assumeTrue(
                directory().getFileSystem().supportedFileAttributeViews().contains("posix"));
        Files.createDirectories(directory());
        Path file = Files.createFile(
                directory().resolve("catena.log"), PosixFilePermissions.asFileAttribute(permissions("rw-r--r--")));
        start(Level.INFO, directory());
        context.getLogger("io.catena.server.Some").info("said");
        assertEquals(permissions("rw-------"), Files.getPosixFilePermissions(file));
    }

    private static Set<PosixFilePermission> permissions(String text) {
        return PosixFilePermissions.fromString(text);
    }

    @Test
    public void theFilesAreBounded() throws IOException {
        start(Level.INFO, directory());
        Logger logger = context.getLogger("io.catena.server.Some");
        String megabyte = "x".repeat(1 << 20);
        for (int i = 0; i < 75; i++) {
            logger.info(megabyte);
        }
        try (Stream<Path> files = Files.list(directory())) {
            assertEquals(
                    6,
                    files.filter(file -> file.getFileName().toString().startsWith("catena"))
                            .count());
        }
    }

    @Test
    public void othersAreHeardFromTheLevelAtWhichTheyMatter() {
        start(Level.DEBUG, null);
        assertEquals(Level.DEBUG, context.getLogger("io.catena.server.Some").getLevel());
        assertEquals(
                Level.WARN, context.getLogger("org.apache.zookeeper.ZooKeeper").getLevel());
        assertEquals(
                Level.ERROR,
                context.getLogger("org.apache.zookeeper.ClientCnxn").getLevel());
        assertEquals(
                Level.ERROR,
                context.getLogger("io.netty.util.internal.MacAddressUtil").getLevel());
        assertEquals(
                Level.WARN, context.getLogger("io.netty.util.internal.Other").getLevel());
        assertEquals(
                Level.OFF,
                context.getLogger("org.apache.zookeeper.client.StaticHostProvider")
                        .getLevel());
    }

    @Test
    public void aDirectoryThatCannotBeMadeDoesNotStopTheNode_row57() {
        Configuration configuration = start(Level.INFO, Path.of("/dev/full"));
        assertTrue(configuration.getAppenders().isEmpty());
        Logger logger = context.getLogger("io.catena.server.Some");
        logger.error("this is logged nowhere");
        assertFalse(logger.isDebugEnabled());
    }
}

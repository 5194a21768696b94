package io.catena.server.logging;

import java.nio.file.FileSystems;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.DefaultRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.config.AbstractConfiguration;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/**
 * Catena's log. With a directory it goes to {@code catena.log} there, at most 60 MB with what was rolled over, and nothing
 * goes to stderr: who redirects that to a file must not have it grow while ZooKeeper is away for days. A directory that
 * cannot be made stops nobody: log4j2 says so on stderr, and there is no log.
 *
 * <p>No shutdown hook: it would run beside the node's own and swallow what the node says while it leaves the chain. Every
 * line is flushed as it is written, so nothing is lost without it.
 */
final class LogConfiguration extends AbstractConfiguration {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%t] %c{1}: %m%n";

    private final LogSettings settings;

    LogConfiguration(LoggerContext context, LogSettings settings) {
        super(context, ConfigurationSource.NULL_SOURCE);
        this.settings = settings;
        isShutdownHookEnabled = false;
    }

    @Override
    protected void doConfigure() {
        LoggerConfig root = getRootLogger();
        // ZooKeeper, Curator and Netty narrate at INFO.
        root.setLevel(Level.WARN);
        try {
            Appender appender = appender();
            addAppender(appender);
            root.addAppender(appender, null, null);
        } catch (IllegalStateException e) {
            LOGGER.error("there is no log", e);
        }
        level("io.catena", settings.level());
        // Tells every failed attempt to connect, with its stack; the node says once that the connection is gone.
        level("org.apache.zookeeper.ClientCnxn", Level.ERROR);
        // Tell with a stack that ZooKeeper cannot be reached; whoever called says so in a sentence, and what happens
        // behind
        // everybody's back is said by the listener that the connection has for it.
        level("org.apache.curator.framework.imps.CuratorFrameworkImpl", Level.OFF);
        level("org.apache.curator.ConnectionState", Level.OFF);
        // Tells at each start on a machine without hardware addresses that Netty's ids of channels are random; nobody
        // uses them.
        level("io.netty.util.internal.MacAddressUtil", Level.ERROR);
        // Tells of a host that it cannot resolve with a stack; the node that then does not start says it in one line.
        level("org.apache.zookeeper.client.StaticHostProvider", Level.OFF);
    }

    /** What the log tells of keys, addresses and paths is for whoever runs the node. Null where there are no permissions. */
    private static String ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix") ? "rw-------" : null;
    }

    private void level(String name, Level level) {
        LoggerConfig logger = new LoggerConfig(name, level, true);
        logger.setParent(getRootLogger());
        addLogger(name, logger);
    }

    /** It ignores exceptions: a full disk or a closed terminal must never reach the code that logs. */
    private Appender appender() {
        PatternLayout layout = PatternLayout.newBuilder()
                .setConfiguration(this)
                .setPattern(PATTERN)
                .build();
        if (settings.directory() == null) {
            return ConsoleAppender.newBuilder()
                    .setName("console")
                    .setTarget(ConsoleAppender.Target.SYSTEM_ERR)
                    .setConfiguration(this)
                    .setLayout(layout)
                    .setIgnoreExceptions(true)
                    .build();
        }
        return RollingFileAppender.newBuilder()
                .setName("file")
                .setFileName(settings.directory() + "/catena.log")
                .setFilePattern(settings.directory() + "/catena-%i.log")
                .setFilePermissions(ownerOnly())
                .setPolicy(SizeBasedTriggeringPolicy.createPolicy("10 MB"))
                .setStrategy(DefaultRolloverStrategy.newBuilder()
                        .setMax("5")
                        .setConfig(this)
                        .build())
                .setConfiguration(this)
                .setLayout(layout)
                .setIgnoreExceptions(true)
                .build();
    }
}

package io.catena.server.logging;

import io.catena.server.audit.AuditLog;
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
 * The configuration of Catena's logs. With a directory the log goes to {@code catena.log} in it, and what operators do to {@code
 * audit.log}, each at most 60 MB together with the files that were rolled over, and nothing goes to stderr: a file that stderr is redirected to must not grow
 * while ZooKeeper is away for days. If the directory cannot be made, the process runs without a log, and log4j2 says so
 * on stderr.
 *
 * <p>No shutdown hook of log4j2 is used: it would run beside the node's own and swallow what the node logs while it
 * leaves the chain. Every line is flushed when it is written, so nothing is lost without it.
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
        // ZooKeeper, Curator and Netty log much at INFO that no operator needs.
        root.setLevel(Level.WARN);
        try {
            Appender appender = appender("catena", PATTERN);
            addAppender(appender);
            root.addAppender(appender, null, null);
            audit();
        } catch (IllegalStateException e) {
            LOGGER.error("there is no log", e);
        }
        level("io.catena", settings.level());
        // Logs each failed attempt to connect with a stack; the node logs once that the connection is gone.
        level("org.apache.zookeeper.ClientCnxn", Level.ERROR);
        // Logs each failed handshake with a stack; the node says what to check.
        level("org.apache.zookeeper.ClientCnxnSocketNetty", Level.OFF);
        // These two log with a stack that ZooKeeper cannot be reached. The caller reports that in a sentence, and
        // failures in the background are logged by the listener of the connection.
        level("org.apache.curator.framework.imps.CuratorFrameworkImpl", Level.OFF);
        level("org.apache.curator.ConnectionState", Level.OFF);
        // Logs at each start on a machine without hardware addresses that Netty's ids of channels are random; Catena
        // does not use those ids.
        level("io.netty.util.internal.MacAddressUtil", Level.ERROR);
        // Logs a host name that cannot be resolved with a stack; the node, which then does not start, reports it in one
        // line.
        level("org.apache.zookeeper.client.StaticHostProvider", Level.OFF);
    }

    /**
     * The log tells keys, addresses and paths, so only the user that runs the node may read it. Null on file systems
     * without such permissions.
     */
    private static String ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix") ? "rw-------" : null;
    }

    private void level(String name, Level level) {
        LoggerConfig logger = new LoggerConfig(name, level, true);
        logger.setParent(getRootLogger());
        addLogger(name, logger);
    }

    /** What operators do has a log of its own, so that nothing else pushes it out. */
    private void audit() {
        Appender appender = appender("audit", "%m%n");
        addAppender(appender);
        LoggerConfig logger = new LoggerConfig(AuditLog.LOGGER, Level.INFO, false);
        logger.setParent(getRootLogger());
        logger.addAppender(appender, null, null);
        addLogger(AuditLog.LOGGER, logger);
    }

    /**
     * The appender ignores exceptions: a full disk or a closed terminal must not fail the code that logs.
     *
     * @param name of the file, and of the appender
     */
    private Appender appender(String name, String pattern) {
        PatternLayout layout = PatternLayout.newBuilder()
                .setConfiguration(this)
                .setPattern(pattern)
                .build();
        if (settings.directory() == null) {
            return ConsoleAppender.newBuilder()
                    .setName(name)
                    .setTarget(ConsoleAppender.Target.SYSTEM_ERR)
                    .setConfiguration(this)
                    .setLayout(layout)
                    .setIgnoreExceptions(true)
                    .build();
        }
        return RollingFileAppender.newBuilder()
                .setName(name)
                .setFileName(settings.directory() + "/" + name + ".log")
                .setFilePattern(settings.directory() + "/" + name + "-%i.log")
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

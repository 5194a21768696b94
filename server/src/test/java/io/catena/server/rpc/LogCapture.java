package io.catena.server.rpc;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * Collects what is logged while it is open, instead of the console: one line for each event, with its exception if it
 * has one.
 */
public final class LogCapture extends AbstractAppender implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final LoggerConfig root;
    private final Map<String, Appender> others;
    private final Level levelBefore;

    public LogCapture() {
        this("");
    }

    /** @param logger one that passes nothing on to others; empty for all others */
    public LogCapture(String logger) {
        super("capture", null, null, true, Property.EMPTY_ARRAY);
        root = context.getConfiguration().getLoggerConfig(logger);
        others = root.getAppenders();
        levelBefore = root.getLevel();
        start();
        others.keySet().forEach(root::removeAppender);
        root.addAppender(this, Level.INFO, null);
        root.setLevel(Level.INFO);
        context.updateLoggers();
    }

    @Override
    public void append(LogEvent event) {
        String thrown = event.getThrown() == null ? "" : " " + event.getThrown();
        lines.add(event.getLoggerName() + " " + event.getMessage().getFormattedMessage() + thrown);
    }

    public List<String> linesWith(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    public List<String> linesOf(String loggerPrefix) {
        return lines.stream().filter(line -> line.startsWith(loggerPrefix)).toList();
    }

    @Override
    public void close() {
        root.removeAppender("capture");
        others.values().forEach(appender -> root.addAppender(appender, null, null));
        root.setLevel(levelBefore);
        context.updateLoggers();
        stop();
    }
}

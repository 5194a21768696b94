package io.catena.server.logging;

import java.net.URI;
import java.util.List;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.selector.ContextSelector;

/**
 * Gives log4j2 its only context, already configured, so that log4j2 does not look for a configuration file. Named in
 * {@code log4j2.component.properties}, and therefore in use in every program with the server on its class path.
 */
public final class LogContextSelector implements ContextSelector {
    private final LoggerContext context = new LoggerContext("catena");

    /** For log4j2, which creates the instance. */
    public LogContextSelector() {
        context.start(new LogConfiguration(context, LogSettings.ofProcess()));
    }

    @Override
    public LoggerContext getContext(String fqcn, ClassLoader loader, boolean currentContext) {
        return context;
    }

    @Override
    public LoggerContext getContext(String fqcn, ClassLoader loader, boolean currentContext, URI configLocation) {
        return context;
    }

    @Override
    public List<LoggerContext> getLoggerContexts() {
        return List.of(context);
    }

    /** Does nothing: code that logs during the last moments of the process needs the context. */
    @Override
    public void removeContext(LoggerContext removed) {}

    @Override
    public boolean isClassLoaderDependent() {
        return false;
    }
}

package io.catena.server;

import io.catena.server.node.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Values of options that do not stand on the command line. */
final class OutsideValues implements CommandLine.IDefaultValueProvider {
    private final Properties file = new Properties();
    private final Map<String, String> environment;

    OutsideValues(Path path, Map<String, String> environment, CommandLine.Model.CommandSpec spec)
            throws StartException {
        this.environment = environment;
        if (path == null) {
            return;
        }
        try (var reader = Files.newBufferedReader(path)) {
            file.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new StartException("--config " + path + " cannot be read: " + e);
        }
        Set<String> unknown = new TreeSet<>(file.stringPropertyNames());
        spec.options().forEach(option -> unknown.remove(name(option)));
        if (!unknown.isEmpty()) {
            throw new StartException("--config " + path + " has settings that do not exist: " + unknown);
        }
    }

    private static String name(OptionSpec option) {
        return option.longestName().replaceFirst("^--", "");
    }

    @Override
    public String defaultValue(CommandLine.Model.ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        String variable = "CATENA_" + name(option).replace('-', '_').toUpperCase(Locale.ROOT);
        String value = environment.get(variable);
        return value != null ? value : file.getProperty(name(option));
    }

    /** The file named on the command line, else in the environment; null if none is. */
    static Path configFile(String[] arguments) {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--config") && i + 1 < arguments.length) {
                return Path.of(arguments[i + 1]);
            }
            if (arguments[i].startsWith("--config=")) {
                return Path.of(arguments[i].substring("--config=".length()));
            }
        }
        String fromEnvironment = System.getenv("CATENA_CONFIG");
        return fromEnvironment == null ? null : Path.of(fromEnvironment);
    }
}

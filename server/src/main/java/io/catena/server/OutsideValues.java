package io.catena.server;

import io.catena.server.node.StartException;
import io.catena.server.storage.files.FileProblem;
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

/** Values of options that were not given on the command line: from the environment, or from the --config file. */
final class OutsideValues implements CommandLine.IDefaultValueProvider {
    private final Properties file = new Properties();
    private final Path path;
    private final Map<String, String> environment;

    OutsideValues(Path path, Map<String, String> environment, CommandLine.Model.CommandSpec spec)
            throws StartException {
        this.path = path;
        this.environment = environment;
        if (path == null) {
            return;
        }
        try (var reader = Files.newBufferedReader(path)) {
            file.load(reader);
        } catch (IOException e) {
            throw new StartException("--config " + path + " cannot be read: " + FileProblem.of(e));
        } catch (IllegalArgumentException e) {
            throw new StartException("--config " + path + " cannot be read: " + e.getMessage());
        }
        Set<String> unknown = new TreeSet<>(file.stringPropertyNames());
        spec.options().forEach(option -> unknown.remove(name(option)));
        if (!unknown.isEmpty()) {
            throw new StartException(
                    "--config " + path + " has settings that do not exist; remove or correct them: " + unknown);
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
        String value = environmentValue(option);
        return value != null ? value : file.getProperty(name(option));
    }

    /**
     * Where {@link #defaultValue} takes the value of an option from, as the end of a sentence; empty if there is no
     * value.
     */
    String originOf(OptionSpec option) {
        if (environmentValue(option) != null) {
            return " (from the environment's " + variable(option) + ")";
        }
        return file.getProperty(name(option)) == null ? "" : " (from --config " + path + ")";
    }

    private String environmentValue(OptionSpec option) {
        String value = environment.get(variable(option));
        return value == null || isKubernetesService(value) ? null : value;
    }

    private static String variable(OptionSpec option) {
        return "CATENA_" + name(option).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** In each container, Kubernetes sets CATENA_PORT to such a value if there is a service named catena. */
    private static boolean isKubernetesService(String value) {
        return value.matches("(tcp|udp|sctp)://.*");
    }

    /** The file that the command line names, else the one that the environment names; null if neither does. */
    static Path configFile(String[] arguments) throws StartException {
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--config") && i + 1 < arguments.length) {
                return path(arguments[i + 1]);
            }
            if (arguments[i].startsWith("--config=")) {
                return path(arguments[i].substring("--config=".length()));
            }
        }
        String fromEnvironment = System.getenv("CATENA_CONFIG");
        return fromEnvironment == null ? null : path(fromEnvironment);
    }

    private static Path path(String text) throws StartException {
        try {
            return new PathOption().convert(text);
        } catch (CommandLine.TypeConversionException e) {
            throw new StartException("--config '" + text + "': " + e.getMessage());
        }
    }
}

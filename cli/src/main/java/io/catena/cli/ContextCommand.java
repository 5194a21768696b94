package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.cli.text.Json;
import io.catena.cli.text.TextTable;
import io.catena.client.ServerAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
        description = "Contexts keep servers and files under a name, in ~/.config/catena/contexts.json, or the file of"
                + " CATENA_CONTEXTS. An option counts before the environment, and that before the context. Without a"
                + " further word: like list.")
final class ContextCommand implements Callable<Integer> {
    private static final String NAME = "NAME";

    @ParentCommand
    private CatenaCommand catena;

    @Override
    public Integer call() throws IOException {
        return list();
    }

    @Command(description = "Prints all contexts.")
    int list() throws IOException {
        Contexts contexts = file().read();
        if (catena.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("current", contexts.current());
            Map<String, Object> all = new LinkedHashMap<>();
            contexts.byName().forEach((name, settings) -> all.put(name, settings.json()));
            json.put("contexts", all);
            Json.print(catena.console().out(), json);
            return ExitCode.DONE;
        }
        TextTable table = new TextTable("CURRENT", NAME, "SERVERS", "TLS", "SHOWS");
        contexts.byName()
                .forEach((name, settings) -> table.row(
                        name.equals(contexts.current()) ? "*" : "",
                        name,
                        settings.servers() == null ? null : String.join(",", settings.servers()),
                        settings.authorities() == null ? "no" : "yes",
                        shows(settings)));
        table.print(catena.console().out());
        return ExitCode.DONE;
    }

    private static String shows(ServerSettings settings) {
        return settings.certificate() != null ? "certificate" : settings.tokenFile() != null ? "token" : null;
    }

    @Command(description = "Makes a context the current one.")
    int use(@Parameters(paramLabel = NAME) String name) throws IOException {
        file().change(contexts -> {
            find(contexts, name);
            return contexts.use(name);
        });
        return done("the current context is " + name);
    }

    @Command(description = "Prints one context; the current one if none is named.")
    int show(@Parameters(paramLabel = NAME, arity = "0..1") String name) throws IOException {
        Contexts contexts = file().read();
        String wanted = name == null ? contexts.current() : name;
        if (wanted == null) {
            throw new CommandFailure(
                    ExitCode.USAGE, "no context is the current one; 'catena context use NAME' makes one");
        }
        ServerSettings settings = find(contexts, wanted);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", wanted);
        json.putAll(settings.json());
        if (catena.json()) {
            Json.print(catena.console().out(), json);
        } else {
            json.forEach((field, value) -> catena.console()
                    .result(field + ": " + (value instanceof List<?> ? String.join(",", settings.servers()) : value)));
        }
        return ExitCode.DONE;
    }

    @Command(
            description = "Makes or changes a context by the global options: --servers, --cacert, --cert, --key,"
                    + " --token-file. What no option names stays as it is. The first context becomes the current one.")
    int set(
            @Parameters(paramLabel = NAME) String name,
            @Option(
                            names = "--admin-token-file",
                            paramLabel = "FILE",
                            description = "The file with the admin token of the nodes.")
                    Path adminTokenFile)
            throws IOException {
        if (!Contexts.isName(name)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "'" + name
                            + "' is no name for a context: letters, digits, '.', '_' and '-', at most 64, a letter or"
                            + " digit first, and not '" + Contexts.NO_CONTEXT + "'");
        }
        ServerSettings given = catena.given()
                .orElse(new ServerSettings(null, null, null, null, null, adminTokenFile))
                .absolute();
        if (given.equals(ServerSettings.NONE)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "no option says what context '" + name + "' is; give --servers, ...");
        }
        ContextsFile.Changed changed = file().change(contexts -> {
            ServerSettings before = contexts.get(name);
            ServerSettings settings = before == null ? given : given.orElse(before);
            check(settings);
            return contexts.with(name, settings);
        });
        boolean isNew = changed.before().get(name) == null;
        boolean becomesCurrent = name.equals(changed.after().current())
                && !name.equals(changed.before().current());
        return done("context " + name + " is " + (isNew ? "made" : "changed")
                + (becomesCurrent ? ", and is the current one" : ""));
    }

    /** So that a mistake is told now, and not by the first command that uses the context. */
    private static void check(ServerSettings settings) {
        if (settings.servers() != null) {
            ServerOptions.addresses(settings);
        }
        ServerAccess.open(ServerOptions.tls(settings), settings.tokenFile()).close();
    }

    @Command(description = "Deletes a context; the files that it names stay.")
    int delete(@Parameters(paramLabel = NAME) String name) throws IOException {
        ContextsFile.Changed changed = file().change(contexts -> {
            find(contexts, name);
            return contexts.without(name);
        });
        boolean wasCurrent = name.equals(changed.before().current());
        return done(
                "context " + name + " is deleted" + (wasCurrent ? "; it was the current one, now there is none" : ""));
    }

    private ServerSettings find(Contexts contexts, String name) {
        ServerSettings found = contexts.get(name);
        if (found == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "there is no context '" + name + "' in " + file() + "; 'catena context list' shows all");
        }
        return found;
    }

    private int done(String message) {
        catena.console().message(message);
        return ExitCode.DONE;
    }

    private ContextsFile file() {
        return ContextsFile.of(catena.environment());
    }
}

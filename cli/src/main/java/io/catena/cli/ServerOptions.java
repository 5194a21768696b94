package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.client.ServerAddress;
import io.catena.tls.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The global options that say which servers are reached and how. An option counts before the environment, and that before
 * the context. The current context counts only if neither of the former names servers: its token is not for others.
 */
final class ServerOptions {
    private static final List<String> DEFAULT_SERVERS = List.of("127.0.0.1:7401");
    private static final String SERVERS_VARIABLE = "CATENA_SERVERS";

    @Option(
            names = "--servers",
            scope = ScopeType.INHERIT,
            paramLabel = "HOST:PORT",
            split = ",",
            description = "The servers to ask first, separated by commas; also CATENA_SERVERS. Default: those of the"
                    + " current context, else 127.0.0.1:7401")
    private List<String> servers;

    @Option(
            names = "--context",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "The context whose servers and files are used; also CATENA_CONTEXT. Default: the current one,"
                    + " unless servers are named; 'none' for none. See 'catena context'.")
    private String context;

    @Option(
            names = "--cacert",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The certificates of the authorities of the servers' certificates, in PEM format; TLS is used"
                    + " then. Also CATENA_CACERT.")
    private Path authorities;

    @Option(
            names = "--cert",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The certificate that says who you are, in PEM format. Also CATENA_CERT.")
    private Path certificate;

    @Option(
            names = "--key",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The private key of the certificate, in PEM format. Also CATENA_KEY.")
    private Path key;

    @Option(
            names = "--token-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description =
                    "A file with a token that says who you are, in place of a certificate. Also CATENA_TOKEN_FILE.")
    private Path tokenFile;

    /** What the command line says. */
    ServerSettings given() {
        return new ServerSettings(servers, authorities, certificate, key, tokenFile, null);
    }

    private static ServerSettings of(UnaryOperator<String> environment) {
        String list = environment.apply(SERVERS_VARIABLE);
        return new ServerSettings(
                list == null ? null : Arrays.asList(list.split(",")),
                path(environment, "CATENA_CACERT"),
                path(environment, "CATENA_CERT"),
                path(environment, "CATENA_KEY"),
                path(environment, "CATENA_TOKEN_FILE"),
                path(environment, "CATENA_ADMIN_TOKEN_FILE"));
    }

    /** An empty variable counts as unset. */
    private static Path path(UnaryOperator<String> environment, String name) {
        String text = environment.apply(name);
        return text == null || text.isEmpty() ? null : Path.of(text);
    }

    /** What all sources together say; the servers are always among it. */
    ServerSettings settled(UnaryOperator<String> environment) {
        ServerSettings said = given().orElse(of(environment));
        return said.orElse(ofContext(environment, said.servers() == null))
                .orElse(new ServerSettings(DEFAULT_SERVERS, null, null, null, null, null));
    }

    private ServerSettings ofContext(UnaryOperator<String> environment, boolean currentOne) {
        String variable = environment.apply("CATENA_CONTEXT");
        String name = context != null || variable == null || variable.isEmpty() ? context : variable;
        if (name == null && !currentOne || Contexts.NO_CONTEXT.equals(name)) {
            return ServerSettings.NONE;
        }
        ContextsFile file = ContextsFile.of(environment);
        Contexts contexts;
        try {
            contexts = file.read();
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "the contexts file: " + Errors.message(e));
        }
        if (name == null) {
            return contexts.current() == null ? ServerSettings.NONE : contexts.get(contexts.current());
        }
        ServerSettings found = contexts.get(name);
        if (found == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "there is no context '" + name + "' in " + file + "; 'catena context list' shows all");
        }
        return found;
    }

    static List<ServerAddress> addresses(ServerSettings settings) {
        if (settings.servers().stream().allMatch(String::isBlank)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--servers, or CATENA_SERVERS, names no server; give host:port,host:port,...");
        }
        return settings.servers().stream().map(ServerAddress::parse).toList();
    }

    /** Null: plain text. */
    static TlsFiles tls(ServerSettings settings) {
        if (settings.authorities() != null) {
            return new TlsFiles(settings.certificate(), settings.key(), settings.authorities());
        }
        if (settings.certificate() != null || settings.key() != null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--cert and --key say who you are; name with --cacert the authorities whose servers may know it");
        }
        return null;
    }
}

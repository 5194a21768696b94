package io.catena.cli;

import io.catena.cli.text.CommandFailure;
import io.catena.cli.text.ExitCode;
import io.catena.client.CatenaClient;
import io.catena.client.Layout;
import io.catena.client.ServerAddress;
import io.catena.client.UnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The nodes that a command is for, by their place in the chain or by their ports. */
final class Targets {
    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final long TIMEOUT_MILLIS = 5000;
    private static final int SHORTEST_WITH_MIDDLE = 3;

    /** A place as it is named on the command line. */
    enum Place {
        HEAD,
        MIDDLE,
        TAIL
    }

    @Parameters(
            paramLabel = "head|middle|tail",
            description = "The node at this place of the chain; middle is the one in the middle.")
    private Place place;

    @Option(
            names = "--ports",
            paramLabel = "[HOST:]PORT",
            split = ",",
            arity = "1..*",
            description = "The nodes that listen on these ports, which must be members, joining, or on a host of"
                    + " --servers.")
    private List<String> ports;

    /** @param chain in which the place is; null: the only one */
    List<ServerAddress> addresses(CatenaCommand catena, Integer chain) {
        try (CatenaClient client = catena.client(TIMEOUT_MILLIS)) {
            if (place != null) {
                return List.of(at(chain == null ? onlyChain(client) : client.layout(chain)));
            }
            if (chain != null) {
                throw new CommandFailure(
                        ExitCode.USAGE, "--chain tells in which chain head, middle or tail is; --ports needs none");
            }
            Set<ServerAddress> known = known(client);
            List<ServerAddress> found = new ArrayList<>();
            for (String port : ports) {
                found.add(at(port, known, catena.servers()));
            }
            return found;
        }
    }

    private static Layout onlyChain(CatenaClient client) {
        Layout layout = client.layout();
        if (layout.chains() > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "this cluster has " + layout.chains() + " chains; say with --chain in which one, or use --ports");
        }
        return layout;
    }

    /** @param text a host and a port, or a port alone; then the node that listens on it is looked for */
    static ServerAddress at(String text, CatenaClient client, CatenaCommand catena) {
        return at(text, text.contains(":") ? Set.of() : known(client), catena.servers());
    }

    private static ServerAddress at(String text, Set<ServerAddress> known, List<ServerAddress> servers) {
        if (text.contains(":")) {
            return ServerAddress.parse(text);
        }
        int port = ServerAddress.parse(DEFAULT_HOST + ":" + text).port();
        return onPort(port, known, servers);
    }

    private static Set<ServerAddress> known(CatenaClient client) {
        Set<ServerAddress> known = new LinkedHashSet<>();
        try {
            Layout layout = client.layout();
            layout.members().forEach(member -> known.add(member.address()));
            layout.joining().ifPresent(member -> known.add(member.address()));
        } catch (UnavailableException e) {
            // The node may be the last one and give no layout; it can still be named by its port.
            known.clear();
        }
        return known;
    }

    private ServerAddress at(Layout layout) {
        int size = layout.members().size();
        if (size == 0) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "the chain has no members"
                            + layout.note().map(n -> ": " + n).orElse("") + "; name the node with --ports");
        }
        if (place == Place.MIDDLE && size < SHORTEST_WITH_MIDDLE) {
            throw new CommandFailure(
                    ExitCode.USAGE, "a chain of " + size + " has no middle; use head, tail or --ports");
        }
        int index = place == Place.HEAD ? 0 : place == Place.TAIL ? size - 1 : size / 2;
        return layout.members().get(index).address();
    }

    private static ServerAddress onPort(int port, Set<ServerAddress> known, List<ServerAddress> servers) {
        List<ServerAddress> matches =
                known.stream().filter(address -> address.port() == port).toList();
        if (matches.isEmpty()) {
            String host = servers.stream()
                    .filter(address -> address.port() == port)
                    .map(ServerAddress::host)
                    .findFirst()
                    .orElse(servers.size() == 1 ? servers.get(0).host() : DEFAULT_HOST);
            return new ServerAddress(host, port);
        }
        if (matches.size() > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "port " + port + " is used on several hosts " + matches
                            + "; give HOST:PORT, or head, middle or tail");
        }
        return matches.get(0);
    }
}

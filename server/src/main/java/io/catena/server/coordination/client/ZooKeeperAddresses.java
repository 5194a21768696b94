package io.catena.server.coordination.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The list of ZooKeeper's servers as users write it: with blanks around commas, IPv6 addresses in brackets, optional
 * ports, and an optional path at the end under which all znodes are.
 *
 * @param servers {@code host:port,...}, each with its port
 * @param chroot a path that begins with a slash and does not end with one; or empty
 */
public record ZooKeeperAddresses(String servers, String chroot) {
    private static final int USUAL_PORT = 2181;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern SERVER =
            Pattern.compile("(?<host>[^:,/\\s\\[\\]]+|\\[[0-9A-Fa-f:.]+(%[A-Za-z0-9]+)?])(:(?<port>[0-9]{1,5}))?");
    private static final Pattern CHROOT = Pattern.compile("(/[^/\\s\\p{Cntrl}]+)+");

    /** Parses such a list; empty if it is not valid. */
    public static Optional<ZooKeeperAddresses> parse(String text) {
        int slash = text.indexOf('/');
        String chroot = slash < 0 ? "" : text.substring(slash).strip().replaceFirst("/$", "");
        if (!chroot.isEmpty() && !CHROOT.matcher(chroot).matches() || chroot.matches(".*/\\.{1,2}(/.*)?")) {
            return Optional.empty();
        }
        List<String> servers = new ArrayList<>();
        for (String server :
                text.substring(0, slash < 0 ? text.length() : slash).split(",", -1)) {
            Matcher parts = SERVER.matcher(server.strip());
            int port =
                    parts.matches() && parts.group("port") != null ? Integer.parseInt(parts.group("port")) : USUAL_PORT;
            if (!parts.matches() || port < 1 || port > HIGHEST_PORT) {
                return Optional.empty();
            }
            servers.add(parts.group("host") + ":" + port);
        }
        return Optional.of(new ZooKeeperAddresses(String.join(",", servers), chroot));
    }

    /** The form that ZooKeeper's client takes. */
    public String connectString() {
        return servers + chroot;
    }
}

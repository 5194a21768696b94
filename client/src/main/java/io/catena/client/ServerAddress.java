package io.catena.client;

/**
 * Where a server listens.
 *
 * @param host a name or an address; an IPv6 address without brackets
 */
public record ServerAddress(String host, int port) {
    private static final int MAX_PORT = 65_535;

    /**
     * Reads {@code host:port} or {@code [ipv6]:port}.
     *
     * @throws InvalidRequestException if it is neither
     */
    public static ServerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon > 0 && colon < text.length() - 1) {
            String host = text.substring(0, colon).trim();
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            try {
                int port = Integer.parseInt(text.substring(colon + 1).trim());
                if (!host.isEmpty() && port > 0 && port <= MAX_PORT) {
                    return new ServerAddress(host, port);
                }
            } catch (NumberFormatException e) {
                throw malformed(text);
            }
        }
        throw malformed(text);
    }

    private static InvalidRequestException malformed(String text) {
        return new InvalidRequestException(
                "'" + text + "' is no server address; write host:port, for example 127.0.0.1:7401");
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}

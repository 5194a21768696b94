package io.catena.server.rpc;

/**
 * The two parts of an address.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param port 1 to 65535; 0 if the text has no valid port
 */
public record HostPort(String host, int port) {
    private static final int HIGHEST_PORT = 65_535;

    /** Reads {@code host:port} or {@code [ipv6]:port}; anything else has port 0, to which no connection can be made. */
    public static HostPort parse(String address) {
        return parse(address, 0);
    }

    /**
     * Reads an address whose port may be left out.
     *
     * @param usualPort the port if there is none
     */
    public static HostPort parse(String address, int usualPort) {
        int bracket = address.startsWith("[") ? address.indexOf(']') : -1;
        int colon = address.indexOf(':', Math.max(bracket, 0));
        boolean bareIpv6 = bracket < 0 && colon != address.lastIndexOf(':');
        if (colon < 0 || bareIpv6) {
            return new HostPort(unbracketed(address), usualPort);
        }
        return new HostPort(unbracketed(address.substring(0, colon)), port(address.substring(colon + 1)));
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port < 0 || port > HIGHEST_PORT ? 0 : port;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The form that {@link #parse} reads. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}

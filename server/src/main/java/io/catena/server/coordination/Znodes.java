package io.catena.server.coordination;

import java.util.OptionalInt;

/** The paths of one cluster's znodes. */
public record Znodes(String cluster) {
    static final String ROOT = "/catena";

    public String root() {
        return ROOT + "/" + cluster;
    }

    public String access() {
        return root() + "/access";
    }

    public String settings() {
        return root() + "/settings";
    }

    public String nodes() {
        return root() + "/nodes";
    }

    public String node(String nodeId) {
        return nodes() + "/" + nodeId;
    }

    public String election() {
        return root() + "/controller";
    }

    public String controllerEpoch() {
        return root() + "/controller-epoch";
    }

    /** @param page the first is 1 */
    public String placement(int page) {
        return root() + "/placement" + (page == 1 ? "" : "-" + page);
    }

    /** What is said of nodes that are to carry nothing. */
    public String departures() {
        return root() + "/departures";
    }

    public String chains() {
        return root() + "/chains";
    }

    public String chain(int chain) {
        return chains() + "/" + chain;
    }

    public String configuration(int chain) {
        return chain(chain) + "/configuration";
    }

    public String activated(int chain) {
        return chain(chain) + "/activated";
    }

    public String replicas(int chain) {
        return chain(chain) + "/replicas";
    }

    public String replica(int chain, String nodeId) {
        return replicas(chain) + "/" + nodeId;
    }

    public String status(int chain) {
        return chain(chain) + "/status";
    }

    /** The chain to whose znodes the path leads; empty if it leads elsewhere. */
    public OptionalInt chainOf(String path) {
        if (path == null || !path.startsWith(chains() + "/")) {
            return OptionalInt.empty();
        }
        String rest = path.substring(chains().length() + 1);
        String number = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
        return number.matches("[1-9][0-9]{0,5}") ? OptionalInt.of(Integer.parseInt(number)) : OptionalInt.empty();
    }
}

package io.catena.server.coordination;

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

    String chains() {
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
}

package io.catena.simulation.checker;

/** The names of operations in Catena's own history format. */
enum JsonOperation {
    GET("get", Call.Kind.GET, Condition.Type.NONE),
    PUT("put", Call.Kind.PUT, Condition.Type.NONE),
    PUT_IF_ABSENT("putIfAbsent", Call.Kind.PUT, Condition.Type.ABSENT),
    PUT_IF_VERSION("putIfVersion", Call.Kind.PUT, Condition.Type.VERSION),
    PUT_IF_VALUE("putIfValue", Call.Kind.PUT, Condition.Type.VALUE),
    DELETE("delete", Call.Kind.DELETE, Condition.Type.NONE),
    DELETE_IF_ABSENT("deleteIfAbsent", Call.Kind.DELETE, Condition.Type.ABSENT),
    DELETE_IF_VERSION("deleteIfVersion", Call.Kind.DELETE, Condition.Type.VERSION),
    DELETE_IF_VALUE("deleteIfValue", Call.Kind.DELETE, Condition.Type.VALUE),
    APPEND("append", Call.Kind.APPEND, Condition.Type.NONE);

    private final String id;
    private final Call.Kind kind;
    private final Condition.Type condition;

    JsonOperation(String id, Call.Kind kind, Condition.Type condition) {
        this.id = id;
        this.kind = kind;
        this.condition = condition;
    }

    static JsonOperation named(String id) {
        for (JsonOperation operation : values()) {
            if (operation.id.equals(id)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("unknown op '" + id + "'");
    }

    static JsonOperation of(Call call) {
        for (JsonOperation operation : values()) {
            if (operation.kind == call.kind()
                    && operation.condition == call.condition().type()) {
                return operation;
            }
        }
        throw new IllegalArgumentException("no name for " + call);
    }

    String id() {
        return id;
    }

    Call.Kind kind() {
        return kind;
    }

    Condition.Type condition() {
        return condition;
    }
}

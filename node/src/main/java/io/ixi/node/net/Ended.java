package io.ixi.node.net;

/** Why a connection ended; a metric label. */
enum Ended {
    REMOTE_CLOSED,
    IO_ERROR,
    REFUSED_AT_GATE,
    TLS_FAILED,
    HANDSHAKE_TIMEOUT,
    WRONG_PROTOCOL,
    WRONG_CHAIN,
    MALFORMED,
    SILENT,
    REPLACED,
    PENALIZED,
    SHUT_DOWN
}

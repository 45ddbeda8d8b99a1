package io.ixi.rpc.credential;

/** A credential, key or picture is not what its standard says; the message says where. */
public final class CredentialException extends Exception {
    private static final long serialVersionUID = 1;

    public CredentialException(String message) {
        super(message);
    }
}

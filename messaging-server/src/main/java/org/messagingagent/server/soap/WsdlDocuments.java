package org.messagingagent.server.soap;

final class WsdlDocuments {
  byte[] document(SoapService service, int number, String address) {
    return new byte[0];
  }
}

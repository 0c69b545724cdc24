{
  description = "Which IT credential next: ranked for a role and an environment, with sourced facts, reasons and costs";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      manifest = (builtins.fromTOML (builtins.readFile ./Cargo.toml)).package;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ];
    in
    {
      packages = nixpkgs.lib.genAttrs systems (
        system:
        let
          pkgs = nixpkgs.legacyPackages.${system};
        in
        {
          default = pkgs.rustPlatform.buildRustPackage {
            pname = manifest.name;
            version = manifest.version;
            src = self;
            cargoLock.lockFile = ./Cargo.lock;
            buildFeatures = [ "mcp" ];
            doCheck = false; # the tests need shells, Python and a browser
            nativeBuildInputs = [ pkgs.installShellFiles ];
            postInstall = ''
              bash scripts/package-files "$out/bin/certadvise" package-files
              installManPage package-files/man/*.1
              installShellCompletion package-files/completions/{certadvise.bash,_certadvise,certadvise.fish}
            '';
            meta = {
              inherit (manifest) description;
              homepage = manifest.repository;
              license = with pkgs.lib.licenses; [
                mit
                asl20
              ];
              mainProgram = "certadvise";
            };
          };
        }
      );
    };
}

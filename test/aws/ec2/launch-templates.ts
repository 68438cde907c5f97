import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { notSimulated } from '../not-simulated.ts';
import { AwsError, type Operation } from '../operation.ts';
import { paginate } from './pages.ts';
import { LIMITS } from './quotas.ts';

/** A version of a launch template: of what it contains, only the image matters here. */
interface Version {
  readonly createdAt: Date;
  /** An id, or a public parameter with the id of the newest image of its kind. */
  readonly image?: string;
}

/** A launch template. Its default version is the first. */
interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly versions: Version[];
}

/** A launch template as a group or an instance names it. */
export interface LaunchSource {
  readonly id: string;
  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
}

const DEFAULT_VERSION = 1;

/** What AWS says of other versions, where no launch template is named. */
const VERSIONS_OF_ALL =
  'To describe the launch template data for all your launch templates, for ‘--versions’ specify ‘$Latest’, ‘$Default’, or both, and omit ‘--launch-template-id’, ‘--launch-template-name’, and version numbers.';

/** What an image parameter of a launch template begins with. https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html */
const PARAMETER = 'resolve:ssm:';

const toSdkTemplate = ({ id, name, versions }: LaunchTemplate): sdk.LaunchTemplate => ({
  LaunchTemplateId: id,
  LaunchTemplateName: name,
  CreateTime: versions[0]?.createdAt,
  DefaultVersionNumber: DEFAULT_VERSION,
  LatestVersionNumber: versions.length,
});

/** The launch templates of a region, and the newest image, which the public parameters have. */
export const createLaunchTemplates = (clock: Clock) => {
  const templates: LaunchTemplate[] = [];
  let newestImage = 'ami-0123456789abcdef0';

  const resolveImage = (image: string | undefined): string | undefined =>
    image?.startsWith(PARAMETER) === true ? newestImage : image;

  const add = (id: string, name: string, image: string | undefined): LaunchTemplate => {
    const template = { id, name, versions: [{ createdAt: clock.now(), ...(image !== undefined && { image }) }] };
    templates.push(template);
    return template;
  };

  /** The number that a version has; `undefined` for one that is not there. */
  const numberOf = ({ versions }: LaunchTemplate, version: string): number | undefined => {
    const number = { $Latest: versions.length, $Default: DEFAULT_VERSION }[version] ?? Number(version);
    return versions[number - 1] ? number : undefined;
  };

  const CreateLaunchTemplate: Operation<sdk.CreateLaunchTemplateRequest, sdk.CreateLaunchTemplateResult> = {
    handle: ({ LaunchTemplateName: name = '', LaunchTemplateData: data }) => {
      if (templates.some((template) => template.name === name))
        throw new AwsError('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
      return { LaunchTemplate: toSdkTemplate(add(`lt-${drawId(clock)}`, name, data?.ImageId)) };
    },
  };

  const DescribeLaunchTemplates: Operation<sdk.DescribeLaunchTemplatesRequest, sdk.DescribeLaunchTemplatesResult> = {
    handle: ({ LaunchTemplateNames: names }) => ({
      LaunchTemplates: templates.filter(({ name }) => names?.includes(name) ?? true).map(toSdkTemplate),
    }),
  };

  /** The latest and default versions of all templates. */
  const DescribeLaunchTemplateVersions: Operation<
    sdk.DescribeLaunchTemplateVersionsRequest,
    sdk.DescribeLaunchTemplateVersionsResult
  > = {
    handle: ({ LaunchTemplateId, LaunchTemplateName, Versions = [], ResolveAlias = false, MaxResults, NextToken }) => {
      if (LaunchTemplateId !== undefined || LaunchTemplateName !== undefined)
        throw notSimulated('the versions of one launch template', ['$Latest and $Default of all']);
      if (Versions.length === 0 || !Versions.every((version) => ['$Latest', '$Default'].includes(version)))
        throw new AwsError('InvalidParameterValue', VERSIONS_OF_ALL);
      const all = templates.flatMap((template) => {
        const numbers = new Set(Versions.flatMap((version) => numberOf(template, version) ?? []));
        return [...numbers].map((number) => {
          const { image, createdAt } = template.versions[number - 1] ?? {};
          const ImageId = ResolveAlias ? resolveImage(image) : image;
          return {
            LaunchTemplateId: template.id,
            LaunchTemplateName: template.name,
            VersionNumber: number,
            CreateTime: createdAt,
            DefaultVersion: number === DEFAULT_VERSION,
            LaunchTemplateData: ImageId === undefined ? {} : { ImageId },
          };
        });
      });
      const page = paginate(all, { MaxResults, NextToken }, LIMITS.launchTemplateVersions);
      return {
        LaunchTemplateVersions: [...page.items],
        ...(page.NextToken !== undefined && { NextToken: page.NextToken }),
      };
    },
  };

  return {
    operations: { CreateLaunchTemplate, DescribeLaunchTemplates, DescribeLaunchTemplateVersions },
    /** Adds a template that a stack made, under its id. */
    add: (id: string, image: string | undefined): void => void add(id, id, image),
    /** Adds a version to a template, which a stack has changed. */
    addVersion: (id: string, image: string | undefined): void => {
      const version = { createdAt: clock.now(), ...(image !== undefined && { image }) };
      templates.find((template) => template.id === id)?.versions.push(version);
    },
    /** The id of the template of this name or id; `undefined` where there is none. */
    idOf: (nameOrId: string): string | undefined =>
      templates.find(({ id, name }) => id === nameOrId || name === nameOrId)?.id,
    /** What an instance launches from: the number of the version, and its image. */
    resolve: ({ id, version }: LaunchSource): { readonly source: LaunchSource; readonly imageId?: string } => {
      const template = templates.find((candidate) => candidate.id === id);
      const number = template && numberOf(template, version);
      if (!template || number === undefined) throw new Error(`There is no version ${version} of ${id}.`);
      const imageId = resolveImage(template.versions[number - 1]?.image);
      return { source: { id: template.id, version: String(number) }, ...(imageId !== undefined && { imageId }) };
    },
    /** AWS publishes an image: the public parameters have it from now on. */
    publishImage: (imageId: string): void => void (newestImage = imageId),
  };
};

export type LaunchTemplates = ReturnType<typeof createLaunchTemplates>;
